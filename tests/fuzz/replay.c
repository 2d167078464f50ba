/* Runs a fuzz harness over the committed inputs, where there is no fuzzer to run it.
 * usage: fuzz_NAME FOLDER */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
    static uint8_t data[1 << 16];
    char path[4096];
    struct dirent* entry;
    int inputs = 0;
    DIR* folder = argc == 2 ? opendir(argv[1]) : NULL;
    if (folder == NULL) {
        fprintf(stderr, "usage: %s FOLDER of inputs\n", argv[0]);
        return 2;
    }
    LLVMFuzzerTestOneInput(data, 0);
    while ((entry = readdir(folder)) != NULL) {
        FILE* file;
        size_t size;
        if (entry->d_name[0] == '.') continue;
        snprintf(path, sizeof path, "%s/%s", argv[1], entry->d_name);
        file = fopen(path, "rb");
        if (file == NULL) continue;
        size = fread(data, 1, sizeof data, file);
        fclose(file);
        LLVMFuzzerTestOneInput(data, size);
        ++inputs;
    }
    closedir(folder);
    printf("%d inputs\n", inputs);
    return inputs == 0; /* a replay of nothing proves nothing */
}
