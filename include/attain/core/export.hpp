// Visibility of what must be one thing across shared libraries. Everything else is built hidden.
#pragma once

// A type that may be thrown from one shared library and caught in another needs one visible type_info.
#if defined(_WIN32)
#define ATTAIN_VISIBLE
#elif defined(__GNUC__)
#define ATTAIN_VISIBLE __attribute__((visibility("default")))
#else
#define ATTAIN_VISIBLE
#endif
