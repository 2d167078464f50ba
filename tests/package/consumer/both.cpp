// The C++ library and the C ABI in one program, each the same version.
#include <attain.h>
#include <attain/attain.hpp>

#include <cstdio>
#include <cstring>

int main() {
    std::puts(attain::version());
    return std::strcmp(attain::version(), attain_version()) == 0 ? 0 : 1;
}
