/*
 * Every allocation behind a call made to fail, one after the other: the call says no_memory, nothing was
 * written, nothing stays allocated, and the same call succeeds afterwards.
 *
 * malloc and its kin are replaced for the whole process, below the C++ runtime's operator new. Twice: once
 * only the k-th allocation fails, once it and all after it, so that even the exception finds no memory.
 */
#include "refusals.h"

#if defined(ATTAIN_FAULTS)

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

extern void* __libc_malloc(size_t size);
extern void* __libc_calloc(size_t n, size_t size);
extern void* __libc_realloc(void* block, size_t size);
extern void* __libc_memalign(size_t align, size_t size);
extern void __libc_free(void* block);

static long blocks;  /* allocated and not freed */
static long counted; /* allocations since arm() */
static long fail_at; /* which of them fails; 0: none */
static int and_all_after, armed;

static int fails(void) {
    if (!armed) return 0;
    ++counted;
    return fail_at != 0 && (counted == fail_at || (and_all_after && counted > fail_at));
}

static void* given(void* block) {
    if (block == NULL) errno = ENOMEM;
    blocks += block != NULL;
    return block;
}

#define REPLACES __attribute__((visibility("default")))

REPLACES void* malloc(size_t size) {
    return given(fails() ? NULL : __libc_malloc(size));
}

REPLACES void* calloc(size_t n, size_t size) {
    return given(fails() ? NULL : __libc_calloc(n, size));
}

REPLACES void* realloc(void* block, size_t size) {
    void* moved = fails() ? NULL : __libc_realloc(block, size);
    blocks += block == NULL && moved != NULL;
    return moved;
}

REPLACES void* aligned_alloc(size_t align, size_t size) {
    return given(fails() ? NULL : __libc_memalign(align, size));
}

REPLACES int posix_memalign(void** out, size_t align, size_t size) {
    *out = given(fails() ? NULL : __libc_memalign(align, size));
    return *out == NULL ? ENOMEM : 0;
}

REPLACES void free(void* block) {
    blocks -= block != NULL;
    __libc_free(block);
}

long faults_blocks(void) {
    return blocks;
}

void faults_arm(long k, int all_after) {
    counted = 0;
    fail_at = k;
    and_all_after = all_after;
    armed = 1;
}

int faults_disarm(void) {
    armed = 0;
    return fail_at != 0 && counted >= fail_at;
}

#else

/* The plain run: nothing fails. */
long faults_blocks(void) {
    return 0;
}

void faults_arm(long k, int all_after) {
    (void)k;
    (void)all_after;
}

int faults_disarm(void) {
    return 0;
}

#endif
