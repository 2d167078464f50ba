/* Loads both plugins with their symbols open to everybody, the worst case, and has each plan the month.
 * usage: host PLUGIN PLUGIN */
#include <attain.h>
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int main(int argc, char** argv) {
    const void* copies[3];
    int i;
    if (argc != 3) return 2;
    copies[0] = attain_version();
    for (i = 1; i < 3; ++i) {
        void* const plugin = dlopen(argv[i], RTLD_NOW | RTLD_GLOBAL);
        void *plan, *address;
        int (*plan_a_month)(void);
        const void* (*address_of_attain)(void);
        if (!plugin) {
            fprintf(stderr, "%s\n", dlerror());
            return 1;
        }
        plan = dlsym(plugin, "plan_a_month");
        address = dlsym(plugin, "address_of_attain");
        if (!plan || !address) return 1;
        memcpy(&plan_a_month, &plan, sizeof plan);
        memcpy(&address_of_attain, &address, sizeof address);
        if (plan_a_month()) return 1;
        copies[i] = address_of_attain();
    }
    if (copies[0] == copies[1] || copies[1] == copies[2] || copies[2] == copies[0]) {
        fprintf(stderr, "two copies met\n");
        return 1;
    }
    return 0;
}
