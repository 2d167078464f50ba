/*
 * attain: sales goals people can reach, that add up to the number you need.
 *
 * This header is the supported interface of the library; the C++ headers are source without an ABI promise.
 * It needs C99 (or C++98 and later) and nothing but <stddef.h> and <stdint.h>.
 *
 * How to read it. Every function returns an attain_status: 0 is success, anything else says what was wrong
 * and, unless stated otherwise, nothing was written and nothing changed. Results come back through pointers.
 * Handles are opaque and are the only things to free. What goes in is copied: no pointer of yours is kept
 * (but for the allocator and the cancel flag that you give to a context).
 *
 *     context      where the details of the last error are kept; optional, one thread at a time
 *     calendar     which days are worked; immutable
 *     fiscal       how a company cuts its years; immutable
 *     team         who is on the team, when, with how much of their time; immutable
 *     ledger       the dated facts; you add to it
 *     quality      what to know about the facts before trusting them; immutable
 *     estimator    the facts of one team and metric as of a day, understood; immutable
 *     engine       what an estimator works with, for hosts that follow very many series; you tell it each day
 *     allocation   a total split into whole quotas; immutable
 *     plan         the goals of a team for a period; immutable
 *     workspace    memory that solves for millions of quotas reuse
 *     explanation  how numbers come about, in lines that add up; a catalogue has their sentences; immutable
 *     audit        whether the goals of a plan are SMART, and what would make them; immutable
 *     progress     where the goals of a plan stand on a day; immutable
 *     review       what a closed period taught; immutable
 *     adjustment   the next period's goals, from the last ones; immutable
 *     ratio        both sides of a ratio of one team as of a day, understood; immutable
 *     ratio plan   a team's target for a ratio, and each rep's that together make it; immutable
 *     limit plan   a team's limit divided into the reps', where less is better; immutable
 *     calibration  what the chances were worth over past periods; immutable
 *
 * The usual road. Once: attain_team_new, attain_ledger_new and attain_ledger_record. Before a period:
 * attain_estimator_new understands the facts, attain_allocate splits the team's number, attain_plan_new makes
 * goals of it, attain_audit_new looks at them; store attain_plan_encode. Each day: attain_ledger_record, a
 * new estimator, attain_progress_new. After it: attain_review_new, attain_adjustment_new. All else is beside
 * that road. A whole program: examples/ffi/c/story.c.
 *
 * Days are int32: days since 1970-01-01 (Arrow's date32), from 1400-01-01 to 9999-12-31. A period is
 * half-open: [begin, end). Quantities are int64 of the metric's smallest unit (calls, or cents). Shares (of a
 * day, a post, a credit) are doubles from 0 to 1 and are kept in millionths. Text is UTF-8 without a NUL
 * inside (else: parse); where a text has a length, -1 means "up to its NUL". No clock, locale, environment,
 * global state or thread is used, and no input or output is done.
 *
 * Not known is not zero. In a column of days it is ATTAIN_NULL_DAY, in one of quantities ATTAIN_NULL_UNITS,
 * in one of doubles NaN; an event id of 0 is "none". In Arrow arrays it is a cleared validity bit. Of a
 * target that is not known the answer is not known either, where each row has its own (attain_forecast,
 * attain_knots, attain_prorate, attain_attainment); elsewhere a quantity that is not known is no quantity:
 * out_of_range, with the row. A column is n entries behind a pointer; what a NULL column means is said where
 * it is declared. n = 0 is legal unless the function lists empty_input, and then every pointer may be NULL.
 *
 * Sized structs begin with struct_size. Zero the whole struct (calloc, `= {0}`), set struct_size to its
 * sizeof, fill what you have: zero is the default of every field. That is all an initialiser could do, so
 * there is none. Fields are only ever appended, so a program built against an older header runs with a newer
 * library; a non-zero field that this library does not know yet is refused (newer_caller), never ignored.
 * Fields named reserved must be 0.
 *
 * Answers of variable length use two calls: `capacity` is the room that you have, *needed what the answer
 * takes; too little room is buffer_too_small, with *needed and nothing else written. To learn *needed alone,
 * pass capacity 0: every other output, and the struct of output columns, may then be NULL. NULL output
 * columns are skipped. Outputs must not overlap inputs. A call that makes a handle and fails leaves NULL in
 * *out; one that was stopped or ran out of memory may have written a part of its output columns.
 *
 * Dirty rows. A batch that takes `row_status` fails at its first bad row when that is NULL (the context says
 * which row, nothing was changed). Given a column of n bytes, bad rows are marked there and left out, the
 * call succeeds and *failed counts them.
 *
 * Errors and cost. The comment of a function lists what it refuses. Not repeated is what all refuse alike:
 * null_argument (a pointer that is required), struct_size and newer_caller (a sized struct), out_of_range (a
 * count, capacity or length below 0, or more rows than any memory holds), parse (text that is not UTF-8),
 * overflow (a sum of facts beyond 64 bits), no_memory and stopped; "no errors of its own" is none but these.
 * O(...) says what the time grows with, memory no faster: n is the number of rows given; days those of the
 * period; reps those of the team; facts those of the metric in the ledger; goals, quotas or lines what the
 * answer is of; a tail, a quantile or a chance is one question to one distribution.
 *
 * Threads. Any function may be called from any thread. A context, a ledger, an engine and a workspace must
 * each be used by one thread at a time; all other handles are immutable and may be shared. No handle
 * refers to the context that it was made with; every handle keeps what it needs, so those it was made from
 * may be freed in any order, and a ledger may be added to. Everything works on both sides of a fork.
 *
 * Versions. Every function and field says nothing when it is there since 1.0, and "since 1.x" otherwise.
 * Define ATTAIN_TARGET_VERSION (0x00010000 for 1.0) before the include to see only what that version has, so
 * that a program for older installations fails to compile instead of failing to load.
 */
#ifndef ATTAIN_H
#define ATTAIN_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32) && defined(ATTAIN_BUILDING_SHARED)
#define ATTAIN_API __declspec(dllexport)
#elif defined(ATTAIN_STATIC) /* a private copy: two of them in one process must not meet */
#define ATTAIN_API
#elif defined(_WIN32)
#define ATTAIN_API __declspec(dllimport)
#elif defined(__GNUC__)
#define ATTAIN_API __attribute__((visibility("default")))
#else
#define ATTAIN_API
#endif

/* The version of this header's ABI: major << 16 | minor. */
#define ATTAIN_ABI_VERSION 0x00010000u

#ifndef ATTAIN_TARGET_VERSION
#define ATTAIN_TARGET_VERSION ATTAIN_ABI_VERSION
#endif
#if ATTAIN_TARGET_VERSION < 0x00010000u || ATTAIN_TARGET_VERSION > ATTAIN_ABI_VERSION
#error "ATTAIN_TARGET_VERSION is a version that this header does not have"
#endif

/* In front of what should no longer be used; the text says what to use instead. Such functions stay in the
 * library. Silence them with ATTAIN_NO_DEPRECATED. */
#if defined(ATTAIN_NO_DEPRECATED)
#define ATTAIN_DEPRECATED(text)
#elif defined(__GNUC__)
#define ATTAIN_DEPRECATED(text) __attribute__((deprecated(text)))
#elif defined(_MSC_VER)
#define ATTAIN_DEPRECATED(text) __declspec(deprecated(text))
#else
#define ATTAIN_DEPRECATED(text)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* ---- status ------------------------------------------------------------------------------------------ */

typedef int32_t attain_status;

enum {
    ATTAIN_OK = 0,
    /* what the caller passed */
    ATTAIN_E_INVALID_ARGUMENT = 100, /* a value outside what the argument means */
    ATTAIN_E_NULL_ARGUMENT = 101,    /* a required pointer is NULL */
    ATTAIN_E_OUT_OF_RANGE = 102,     /* a number or day outside its domain */
    ATTAIN_E_NOT_FINITE = 103,       /* NaN or infinity */
    ATTAIN_E_UNKNOWN_ID = 104,       /* a rep or channel that was never added */
    ATTAIN_E_DUPLICATE_ID = 105,     /* an id added twice */
    ATTAIN_E_INVERTED_PERIOD = 106,  /* an end that is not after its begin */
    ATTAIN_E_OVERFLOW = 107,         /* a sum beyond 64 bits */
    ATTAIN_E_WRONG_METRIC = 108,     /* a metric of another kind than the operation needs */
    ATTAIN_E_EMPTY_INPUT = 109,      /* nothing to work on where something is required */
    ATTAIN_E_CONFLICT = 110,         /* arguments that contradict each other */
    ATTAIN_E_STRUCT_SIZE = 120,      /* struct_size that no version of the struct has */
    ATTAIN_E_NEWER_CALLER = 121,     /* a non-zero field that this library does not know */
    ATTAIN_E_BUFFER_TOO_SMALL = 122, /* *needed says how much room the answer takes */
    /* what the data say */
    ATTAIN_E_PARSE = 200,         /* text that is not what the format asks for */
    ATTAIN_E_CORRUPT_STATE = 201, /* stored bytes that fail their check */
    ATTAIN_E_NEWER_STATE = 202,   /* stored bytes of a newer format */
    /* resources */
    ATTAIN_E_NO_MEMORY = 400,
    ATTAIN_E_STOPPED = 401,       /* the cancel flag was raised */
    ATTAIN_E_NOT_AVAILABLE = 402, /* not in this build of the library */
    /* a defect of the library: please report it */
    ATTAIN_E_INTERNAL = 500
};

/* Name of a status ("out_of_range"), "unknown_code" for a number that is none. Static storage. Cannot fail.
 * O(1). */
ATTAIN_API const char* attain_status_name(attain_status status);

/* How many statuses this library knows, and which, rising from ATTAIN_OK: for bindings that make their
 * exceptions when they load. *needed is the count. The first cannot fail. Errors: buffer_too_small. O(1). */
ATTAIN_API int32_t attain_status_count(void);
ATTAIN_API attain_status attain_status_list(int64_t capacity, attain_status* statuses, int64_t* needed);

/* "major.minor.patch" of the library that is running. Static storage. Cannot fail. O(1). */
ATTAIN_API const char* attain_version(void);

/* ATTAIN_ABI_VERSION of the library that is running. Within one major, symbols are only added and meanings
 * never change: any library with the same major and at least your minor will do. This holds from version 1.0
 * of the library on; until then a change is announced in its change log. Cannot fail. O(1). */
ATTAIN_API uint32_t attain_abi_version(void);

/* ---- context ----------------------------------------------------------------------------------------- */

typedef struct attain_context attain_context;

/* What the last call on a context had to say; status ATTAIN_OK when it succeeded. Set struct_size before the
 * call. */
typedef struct attain_error {
    uint32_t struct_size;
    attain_status status;
    int64_t row;       /* 0-based row of the column that is named, -1 when no row is meant */
    char argument[64]; /* the parameter, or member of a struct of the call, that is wrong, by its name here
                        * (of Arrow columns their name); "memory" for no_memory, "cancel_flag" for stopped */
    char message[256]; /* one sentence, NUL-terminated; cut when longer */
} attain_error;

/* Every function takes a context, which may be NULL: then only the status is told. No errors of its own.
 * O(1). */
ATTAIN_API attain_status attain_context_new(attain_context** out);
ATTAIN_API void attain_context_free(attain_context* context);

/* Where memory comes from. `size` and `align` (a power of two, at least 16) are the same in alloc and in the
 * free of that block. alloc returns NULL when there is none: the call ends with no_memory and has changed
 * nothing. Both are called by the thread that calls the library, must not call the library and must not
 * unwind. They must stay callable, with their `user`, until the last handle is freed, also after the context
 * is gone. */
typedef struct attain_allocator {
    uint32_t struct_size;
    uint32_t reserved;
    void* user;
    void* (*alloc)(void* user, size_t size, size_t align);
    void (*free)(void* user, void* block, size_t size, size_t align);
} attain_allocator;

/* A context whose calls take all their memory from there: the context itself, the handles they make, what
 * these need later (a ledger grows where it was made) and scratch space. Every block goes back to where it
 * came from, whichever context is used to free it. Exempt is a failing call's error object, which the
 * language runtime allocates. allocator NULL: as attain_context_new. Errors: null_argument (a function),
 * not_available: only the redistributable build of the shared library (ATTAIN_REDISTRIBUTABLE) can do this,
 * because there every allocation is its own. O(1). */
ATTAIN_API attain_status attain_context_new_with(const attain_allocator* allocator, attain_context** out);

/* A number that every call on this context looks at before it begins, and about every thousand rows (or days,
 * or reps) of long work; the solvers over columns again before they certify; attain_ledger_record, _count and
 * _totals, attain_quality_new, attain_plan_change and the states of moments only before. Once it is not 0
 * calls end with ATTAIN_E_STOPPED and have changed nothing but your own columns, perhaps begun
 * (attain_engine_advance has gone a part of the way). Set it from any thread or signal handler; it must live
 * until the context is freed or another flag is given. NULL: never stop. O(1). Errors: null_argument (of). */
ATTAIN_API attain_status attain_context_cancel_flag(attain_context* of, const int32_t* flag);

/* How the last call on this context ended; this one is not a call on it. Errors: struct_size (too small for
 * status and row too). O(1). */
ATTAIN_API attain_status attain_context_error(const attain_context* context, attain_error* out);

/* ---- not known --------------------------------------------------------------------------------------- */

#define ATTAIN_NULL_DAY INT32_MIN   /* in a column of days */
#define ATTAIN_NULL_UNITS INT64_MIN /* in a column of quantities */
#define ATTAIN_NO_CAP INT64_MAX     /* in a column of upper bounds: there is none, which is known */

/* ---- days and periods -------------------------------------------------------------------------------- */

enum {
    ATTAIN_PERIOD_DAY = 0,
    ATTAIN_PERIOD_WEEK = 1, /* ISO 8601: Monday to Sunday */
    ATTAIN_PERIOD_MONTH = 2,
    ATTAIN_PERIOD_QUARTER = 3,
    ATTAIN_PERIOD_YEAR = 4,
    ATTAIN_PERIOD_CUSTOM = 5,
    /* cut by a fiscal calendar */
    ATTAIN_PERIOD_FISCAL_WEEK = 6,
    ATTAIN_PERIOD_FISCAL_PERIOD = 7,
    ATTAIN_PERIOD_FISCAL_QUARTER = 8,
    ATTAIN_PERIOD_FISCAL_YEAR = 9
};

/* Reads `2026-12`, `2026-W49`, `2026-Q4`, `2026`, `2026-12-07`, `2026-12-01/2026-12-24`. length -1: the text
 * ends at its NUL. Errors: parse, out_of_range, inverted_period. O(length). */
ATTAIN_API attain_status attain_period_parse(attain_context* context, const char* text, int64_t length,
                                             int32_t* begin, int32_t* end);

/* The shortest of these texts for the days [begin, end), with its NUL; *needed is its length with the NUL.
 * Errors: inverted_period, out_of_range, buffer_too_small. O(1). */
ATTAIN_API attain_status attain_period_print(attain_context* context, int32_t begin, int32_t end, char* text,
                                             int64_t capacity, int64_t* needed);

/* The civil period of a kind (ATTAIN_PERIOD_DAY to _YEAR) that holds a day. Errors: invalid_argument (kind),
 * out_of_range (also where its end, the first day after it, is none: December 9999). O(1). */
ATTAIN_API attain_status attain_period_containing(attain_context* context, int32_t kind, int32_t day,
                                                  int32_t* begin, int32_t* end);

/* [begin, end) cut at the boundaries of civil periods of that kind, in order: the parts tile it, so that a
 * week that crosses two months is two parts. whole_begin and whole_end are the week or month itself. Errors:
 * as above, inverted_period, buffer_too_small. O(parts). */
ATTAIN_API attain_status attain_period_slices(attain_context* context, int32_t begin, int32_t end,
                                              int32_t kind, int64_t capacity, int32_t* part_begin,
                                              int32_t* part_end, int32_t* whole_begin, int32_t* whole_end,
                                              int64_t* needed);

/* ---- calendar ---------------------------------------------------------------------------------------- */

typedef struct attain_calendar attain_calendar;

enum {                                    /* how a holiday finds its day; holiday_number is ... */
       ATTAIN_HOLIDAY_FIXED = 0,          /* the day of the month */
       ATTAIN_HOLIDAY_NTH = 1,            /* n of the n-th weekday of the month; -1 is the last one */
       ATTAIN_HOLIDAY_ON_OR_AFTER = 2,    /* the day of the month on or after which the weekday is taken */
       ATTAIN_HOLIDAY_ON_OR_BEFORE = 3,   /* ... on or before which */
       ATTAIN_HOLIDAY_EASTER = 4,         /* days after Easter Sunday: -2 is Good Friday */
       ATTAIN_HOLIDAY_ORTHODOX_EASTER = 5 /* days after Orthodox Easter, as a Gregorian date */
};

enum {                                      /* when it falls on a day off */
       ATTAIN_OBSERVED_ON_THE_DAY = 0,      /* it is lost */
       ATTAIN_OBSERVED_NEAREST_WORKDAY = 1, /* Saturday to Friday, Sunday to Monday */
       ATTAIN_OBSERVED_NEXT_WORKDAY = 2     /* a substitute day */
};

/* Which days are worked, and how much of each. The library ships no holidays: they are data of the host. */
typedef struct attain_calendar_args {
    uint32_t struct_size;
    uint32_t reserved;
    const double* weekday_share; /* 7 shares, Monday first; default: 1 1 1 1 1 0 0 */
    int32_t known_begin;         /* the calendar knows these days only, and refuses others; */
    int32_t known_end;           /* default (both 0): all of time; required with holiday rules */
    int64_t n_days;              /* single days; what is said about them wins over the rules */
    const int32_t* day;
    const double* day_share;     /* default: 0, closed; 0.5 is a half day, 1 an extra working day */
    const char* const* day_name; /* default: empty */
    int64_t n_holidays;          /* rules */
    const char* const* holiday_name;
    const int32_t* holiday_rule;       /* ATTAIN_HOLIDAY_... */
    const int32_t* holiday_month;      /* 1 to 12; not read for Easter; default: 1 */
    const int32_t* holiday_number;     /* see ATTAIN_HOLIDAY_... */
    const int32_t* holiday_weekday;    /* 0 Monday to 6 Sunday, where the rule has one; default: 0 */
    const int32_t* holiday_plus;       /* so many days later (the day after Thanksgiving: 1); default: 0 */
    const int32_t* holiday_observed;   /* ATTAIN_OBSERVED_...; default: 0 */
    const double* holiday_share;       /* 0 closed or 0.5 half; default: 0 */
    const int32_t* holiday_first_year; /* default, and 0: since ever */
    const int32_t* holiday_last_year;  /* default, and 0: for ever */
} attain_calendar_args;

/* Errors: out_of_range (a share above 1, 30 February, a day outside what the calendar knows), not_finite,
 * invalid_argument (a rule), inverted_period, conflict (a day twice with different shares), empty_input
 * (rules without the days they are for); with the row. O(days + rules x years). */
ATTAIN_API attain_status attain_calendar_new(attain_context* context, const attain_calendar_args* args,
                                             attain_calendar** out);
ATTAIN_API void attain_calendar_free(attain_calendar* calendar);

/* Of each of n periods: the sum of its days' working shares, and how many days have one at all. Errors:
 * inverted_period, out_of_range (a day that the calendar does not know); with the row. O(days). */
ATTAIN_API attain_status attain_calendar_workdays(attain_context* context, const attain_calendar* calendar,
                                                  int64_t n, const int32_t* begin, const int32_t* end,
                                                  double* workdays, int32_t* days_with_work);

/* The days of [begin, end) that do not follow the weekday pattern, by date, holidays included. Errors:
 * inverted_period, out_of_range (a day that the calendar does not know), buffer_too_small. O(log special days
 * + answer). */
ATTAIN_API attain_status attain_calendar_special_days(attain_context* context,
                                                      const attain_calendar* calendar, int32_t begin,
                                                      int32_t end, int64_t capacity, int32_t* day,
                                                      double* share, int64_t* needed);
/* What such a day is called; "" for any other. *needed is the length with the NUL. Errors: out_of_range
 * (likewise), buffer_too_small. O(log special days). */
ATTAIN_API attain_status attain_calendar_day_name(attain_context* context, const attain_calendar* calendar,
                                                  int32_t day, char* name, int64_t capacity, int64_t* needed);

/* ---- fiscal calendar --------------------------------------------------------------------------------- */

typedef struct attain_fiscal attain_fiscal;

enum {
    ATTAIN_FISCAL_MONTHS = 0,    /* years of twelve months from any day */
    ATTAIN_FISCAL_WEEKS = 1,     /* years of 52 or 53 whole weeks */
    ATTAIN_FISCAL_ISO_WEEKS = 2, /* years of ISO 8601 weeks */
    ATTAIN_FISCAL_CUSTOM = 3     /* any list of periods */
};
enum { ATTAIN_YEAR_NAMED_BY_END = 0, ATTAIN_YEAR_NAMED_BY_START = 1 };
enum {
    ATTAIN_YEAR_END_LAST = 0,   /* the last such weekday of the month */
    ATTAIN_YEAR_END_NEAREST = 1 /* the one nearest to the month's last day */
};

/* How a company cuts its years. 4-4-5 is weeks {4, 4, 5, 4, 4, 5, ...} with quarters {3, 3, 3, 3}. */
typedef struct attain_fiscal_args {
    uint32_t struct_size;
    int32_t rule;                  /* ATTAIN_FISCAL_... */
    int32_t start_month;           /* months: 1 to 12; default: 1 */
    int32_t start_day;             /* months: 1 to 31; default: 1 */
    int32_t named;                 /* months, weeks: ATTAIN_YEAR_NAMED_... */
    int32_t year_end;              /* weeks: ATTAIN_YEAR_END_... */
    int32_t last_weekday;          /* weeks: 0 Monday to 6 Sunday */
    int32_t end_month;             /* weeks: 1 to 12; default: 12 */
    int64_t n_periods;             /* weeks: entries of weeks; default: 4-4-5. custom: rows */
    const int32_t* weeks;          /* weeks of each period, together 52 */
    int64_t n_quarters;            /* entries of quarters; default: 4 with the default weeks, else none */
    const int32_t* quarters;       /* periods of each quarter */
    const int32_t* custom_year;    /* custom: of each row */
    const int32_t* custom_quarter; /* default, and 0: no quarters */
    const int32_t* custom_begin;
    const int32_t* custom_end;
} attain_fiscal_args;

/* Errors: out_of_range, invalid_argument (rule), conflict (weeks that are not 52; a gap, an overlap),
 * inverted_period, empty_input; with the row. O(rows). */
ATTAIN_API attain_status attain_fiscal_new(attain_context* context, const attain_fiscal_args* args,
                                           attain_fiscal** out);
ATTAIN_API void attain_fiscal_free(attain_fiscal* fiscal);

/* A fiscal period: days and label. FY2027-P03 is year 2027, index 3; a year's index is 0. */
typedef struct attain_fiscal_period {
    uint32_t struct_size;
    int32_t kind; /* ATTAIN_PERIOD_FISCAL_... */
    int32_t begin;
    int32_t end;
    int32_t year;
    int32_t index;
} attain_fiscal_period;

/* By label; the index of a year is not read. Errors: out_of_range (no such index or year), invalid_argument
 * (a kind that this calendar does not have). O(periods of a year); custom: O(rows), as all that follow. */
ATTAIN_API attain_status attain_fiscal_at(attain_context* context, const attain_fiscal* fiscal, int32_t kind,
                                          int32_t year, int32_t index, attain_fiscal_period* out);
/* The one that holds the day. Errors: as above. O(periods of a year). */
ATTAIN_API attain_status attain_fiscal_containing(attain_context* context, const attain_fiscal* fiscal,
                                                  int32_t kind, int32_t day, attain_fiscal_period* out);
/* `FY2027`, `FY2027-Q1`, `FY2027-P03`, `FY2027-W05`. Errors: parse, and as above. O(periods of a year). */
ATTAIN_API attain_status attain_fiscal_parse(attain_context* context, const attain_fiscal* fiscal,
                                             const char* text, int64_t length, attain_fiscal_period* out);
/* How many of that kind the year has: 52 or 53 weeks, 12 or 13 periods. Errors: as attain_fiscal_at.
 * O(periods of a year). */
ATTAIN_API attain_status attain_fiscal_count(attain_context* context, const attain_fiscal* fiscal,
                                             int32_t kind, int32_t year, int32_t* count);

/* [begin, end) cut at this calendar's boundaries; as attain_period_slices, with labels. Errors: as
 * attain_fiscal_containing; inverted_period, buffer_too_small. O(parts x periods of a year). */
ATTAIN_API attain_status attain_fiscal_slices(attain_context* context, const attain_fiscal* fiscal,
                                              int32_t begin, int32_t end, int32_t kind, int64_t capacity,
                                              int32_t* part_begin, int32_t* part_end, int32_t* whole_begin,
                                              int32_t* whole_end, int32_t* year, int32_t* index,
                                              int64_t* needed);

/* The same days a year ago; days that are not there are ATTAIN_NULL_DAY. */
typedef struct attain_year_ago {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t now_begin; /* the part of the period that is compared */
    int32_t now_end;
    int32_t before_begin; /* its counterpart */
    int32_t before_end;
    int32_t dropped_begin; /* a week 53 without counterpart */
    int32_t dropped_end;
} attain_year_ago;

/* In calendars of weeks 364 days earlier, so that weekdays line up; in others the period of the same index.
 * Errors: as attain_fiscal_at. O(periods of a year). */
ATTAIN_API attain_status attain_fiscal_last_year(attain_context* context, const attain_fiscal* fiscal,
                                                 int32_t kind, int32_t year, int32_t index,
                                                 attain_year_ago* out);

/* ---- team -------------------------------------------------------------------------------------------- */

typedef struct attain_team attain_team;

enum { /* what set a ramp off */
       ATTAIN_RAMP_HIRE = 0,
       ATTAIN_RAMP_ROLE_CHANGE = 1,
       ATTAIN_RAMP_TERRITORY_CHANGE = 2,
       ATTAIN_RAMP_RETURN_FROM_LEAVE = 3,
       ATTAIN_RAMP_OTHER = 4
};

/* The roster in columns. Zero-initialise, set struct_size = sizeof, fill what you have: every NULL column has
 * a default. Columns of reps have n_reps entries. */
typedef struct attain_team_args {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */
    const char* name;
    int64_t n_reps;
    const int64_t* rep_id; /* required, each once; any but 0 and INT64_MIN, which is ATTAIN_NULL_UNITS */
    const char* const* rep_name; /* default: empty; sentences then say `rep 7` */
    const char* const* rep_role; /* default: empty */
    const int32_t* hired;        /* default, and ATTAIN_NULL_DAY: not known; then there is no ramp */
    const int32_t* joined;       /* first day in the team; default: hired */
    const int32_t* left;         /* first day no longer in the team; default: still there */
    const double* fte;           /* 0 to 1; default: 1 */
    const int64_t*
        ramp_offsets;         /* n_reps + 1: rep i's ramp is ramp_share from offset[i] up to offset[i + 1] */
    int64_t n_ramp_shares;    /* entries of ramp_share; default: nobody ramps */
    const double* ramp_share; /* share of full capacity, one a month of tenure */
    const double* weekday_share; /* 7 shares, Monday first; default: 1 1 1 1 1 0 0 */
    int64_t n_closed;            /* days off for everybody */
    const int32_t* closed_day;
    int64_t n_absences;
    const int64_t* absence_rep;
    const int32_t* absence_begin;
    const int32_t* absence_end;  /* first day back */
    const double* absence_share; /* of each day; default: 1 */
    /* instead of weekday_share and closed_day; it may be freed after the call, as may all handles below */
    const attain_calendar* calendar;
    int64_t n_locations; /* places with calendars of their own */
    const attain_calendar* const* location;
    const int32_t* rep_location; /* 0-based location of each rep, -1 the team's; default: -1 */
    int64_t n_stints; /* stays of who came back, moved or changed role; instead of joined and left */
    const int64_t* stint_rep;
    const int32_t* stint_begin;    /* default, and ATTAIN_NULL_DAY: always */
    const int32_t* stint_end;      /* first day no longer; default, and ATTAIN_NULL_DAY: still there */
    const char* const* stint_role; /* default, and NULL: the rep's role */
    int64_t n_fte_changes;
    const int64_t* fte_change_rep;
    const int32_t* fte_change_from; /* from that day on ... */
    const double* fte_change_fte;   /* ... this share of a full-time post */
    int64_t n_ramps;                /* ramps besides the one from hire; the smallest share of all counts */
    const int64_t* ramp_rep;
    const int32_t* ramp_from;
    const int32_t* ramp_trigger;      /* ATTAIN_RAMP_...; default: other */
    const int32_t* ramp_resume_month; /* begins at this month of the schedule; default: 0 */
    const int64_t* ramp_step_offsets; /* n_ramps + 1 offsets into ramp_step */
    int64_t n_ramp_steps;             /* entries of ramp_step */
    const double* ramp_step;          /* share of full capacity, one a month */
    const int64_t* season_months;     /* 12 shares of the year's total, January first; default: even */
    int64_t n_season_knots;           /* cumulative shape within each period of a kind; default: none */
    /* share of the total reached at equal steps of working time, days weighing by season_months; last 1 */
    const double* season_knot;
    int32_t season_within; /* ATTAIN_PERIOD_WEEK to _YEAR, or a fiscal kind with season_fiscal */
    int32_t reserved2;     /* 0 */
    const attain_fiscal* season_fiscal;
    /* stays of movers in other teams: what was done there is their own record, from which they are forecast
     * here, and never this team's figure; of a day that is in a stint too, the stint counts */
    int64_t n_elsewhere;
    const int64_t* elsewhere_rep;
    const int32_t* elsewhere_begin; /* default, and ATTAIN_NULL_DAY: always */
    const int32_t* elsewhere_end;   /* first day no longer; default, and ATTAIN_NULL_DAY: still there */
} attain_team_args;

/* Errors: duplicate_id, unknown_id (an absence, stint, ... of nobody), out_of_range, not_finite,
 * inverted_period, invalid_argument (an enumerator; offsets that do not rise), conflict (absences of more
 * than a day, overlapping stints, two answers to one question); each with the row of its column. O(reps log
 * reps + rows). */
ATTAIN_API attain_status attain_team_new(attain_context* context, const attain_team_args* args,
                                         attain_team** out);
ATTAIN_API void attain_team_free(attain_team* team);

enum { ATTAIN_RAMP_LINEAR = 0, ATTAIN_RAMP_S_SHAPED = 1 };

/* The shares of a ramp of so many months, for ramp_share and ramp_step: linear 3 is 0.25, 0.5, 0.75; s-shaped
 * x^2 (3 - 2x) with x = k / (n + 1). shares has `months` entries. Errors: invalid_argument (shape),
 * out_of_range (0 to 120 months). O(months). */
ATTAIN_API attain_status attain_ramp_shares(attain_context* context, int32_t shape, int32_t months,
                                            double* shares);

/* How newcomers' months compared with those of tenured people: rows of one person's month of tenure each. */
typedef struct attain_ramp_fit_args {
    uint32_t struct_size;
    int32_t months; /* length of the fit, 1 to 120; default: 12 */
    int64_t n;
    const int64_t* person;
    const int32_t* month;   /* of tenure; 0 is the first */
    const double* observed; /* what it brought */
    const double* expected; /* what a tenured person brings in the same working time, ramp left out */
    /* Above 0: `expected` is working time instead (ATTAIN_CAPACITY_WITHOUT_RAMP); the rate of a tenured
     * person is that of all rows from this month on. */
    int32_t plateau_from;
    int32_t reserved;
    int64_t n_before;     /* entries of before; default: no ramp */
    const double* before; /* the schedule believed without data; the fit is shrunk towards it */
    double coverage;      /* of the interval; default: 0.8 */
    double prior_spread;  /* of a month's true share around `before`; default: 0.25 */
} attain_ramp_fit_args;

/* One row a month of tenure. */
typedef struct attain_ramp_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double* share; /* fitted; not monotone, may exceed 1 */
    double* low;   /* holds it with `coverage` */
    double* high;
    double* raw;     /* observed / expected; NaN without any expected output */
    double* weight;  /* of the data in `share`, 0 to 1 */
    int32_t* people; /* behind that month: look before trusting */
    double* step;    /* the schedule for ramp_share: shares that never fall, at most 1 */
} attain_ramp_columns;

/* A ramp learned from histories. Rows of one person and month add up; months beyond the fit and rows without
 * expected output are left out. Errors, with the row: not_finite, out_of_range (month, expected, args),
 * empty_input (plateau_from: nobody has worked so long), buffer_too_small. O(n log n). */
ATTAIN_API attain_status attain_ramp_fit(attain_context* context, const attain_ramp_fit_args* args,
                                         int64_t capacity, const attain_ramp_columns* out, int64_t* needed);

/* A cumulative shape for season_knot, learned from n_periods closed periods of one kind and n dated
 * quantities: pooled by slot of working time and shrunk to an even spread as if `prior` further units had
 * come evenly. Of a team with season_months: attain_season_fit. knots has `slots` entries, 1 to 366. Errors:
 * out_of_range (a day outside every period; row), empty_input, inverted_period. O(n log periods + days). */
ATTAIN_API attain_status attain_season_learn(attain_context* context, const attain_calendar* calendar,
                                             int64_t n_periods, const int32_t* begin, const int32_t* end,
                                             int64_t n, const int32_t* day, const int64_t* quantity,
                                             int64_t prior, int32_t slots, double* knots);

/* ---- working time ------------------------------------------------------------------------------------
 * One function rules time:  w(rep, day) = workday x season x presence x full-time share x ramp.
 * Every proration, pace, catch-up and daily target is a sum of it. Exact: whole numbers of a millionth of a
 * full working day. */

enum {
    ATTAIN_CAPACITY_ALL = 0,          /* all factors */
    ATTAIN_CAPACITY_WITHOUT_RAMP = 1, /* as if everybody were fully ramped */
    ATTAIN_CAPACITY_FULL_TIME = 2     /* workday x season: somebody always there, full-time, fully ramped */
};

/* micro_days[r x n_periods + p]: the sum of w over [begin[p], end[p]) of rep r, in millionths of a day.
 * rep_id NULL: all n_reps of the team, in the order of their ids. Errors: unknown_id, invalid_argument (of),
 * inverted_period, out_of_range (a day no calendar knows), conflict (n_reps is not the team's); with the row.
 * O(days of all periods together) for each rep, then O(1) for each period. */
ATTAIN_API attain_status attain_capacity(attain_context* context, const attain_team* team, int32_t of,
                                         int64_t n_reps, const int64_t* rep_id, int64_t n_periods,
                                         const int32_t* begin, const int32_t* end, int64_t* micro_days);

/* The same for each day of [begin, end): micro_days[r x (end - begin) + day], *needed = n_reps x (end -
 * begin). Errors: as above, buffer_too_small. O(days) for each rep. */
ATTAIN_API attain_status attain_capacity_days(attain_context* context, const attain_team* team, int32_t of,
                                              int64_t n_reps, const int64_t* rep_id, int32_t begin,
                                              int32_t end, int64_t capacity, int64_t* micro_days,
                                              int64_t* needed);

/* target x present / full of each row: what somebody with less working time is asked for. present is a sum of
 * ATTAIN_CAPACITY_ALL, full one of _FULL_TIME. prorated: before rounding; NaN without a target or working
 * time (no target is not a target of 0). amount: to the nearest unit, a half away from zero;
 * ATTAIN_NULL_UNITS where prorated is NaN. Errors: out_of_range (negative time), conflict (present above
 * full), overflow; with the row. O(n). */
ATTAIN_API attain_status attain_prorate(attain_context* context, int64_t n, const int64_t* target,
                                        const int64_t* present, const int64_t* full, double* prorated,
                                        int64_t* amount);

/* What becomes of the number that somebody gives up. */
enum {
    ATTAIN_FREED_CONSERVE = 0, /* the team's number stands: the others take it over */
    ATTAIN_FREED_RELEASE = 1,  /* the team's number falls by it */
    ATTAIN_FREED_HOLD = 2      /* it is kept apart until somebody takes it; not for attain_prorate_team */
};

/* Rows in the order of the requests. */
typedef struct attain_proration_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double* prorated;  /* target x present / full before rounding; NaN without working time */
    int64_t* kept;     /* the same in whole units; 0 without working time */
    int64_t* freed;    /* target - kept */
    int64_t* received; /* of what others free */
    int64_t* quota;    /* kept + received; ATTAIN_NULL_UNITS without working time */
} attain_proration_columns;

/* The quotas + unassigned + released = full_total, always. */
typedef struct attain_proration_figures {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t full_total; /* sum of the targets */
    int64_t freed;
    int64_t redistributed;
    int64_t unassigned; /* conserve: what nobody could take inside the caps */
    int64_t released;   /* release: by how much the team's number falls */
} attain_proration_figures;

/* The same for a whole team, exactly: n targets for a full period in proportion to working time, and what
 * leave, part-time, ramp and late starts free goes to those who are there, in proportion to what they keep.
 * cap (NULL, and ATTAIN_NO_CAP: none): no more than this from a redistribution. Largest remainders, ties to
 * the smaller rep id: the order of the rows never matters. figures may be NULL. Errors, with the row:
 * duplicate_id, out_of_range (a negative target, cap or time; a target above 2^40; more than 2^20 rows),
 * conflict (present above full), invalid_argument (freed). O(n log n), at worst x the caps met. */
ATTAIN_API attain_status attain_prorate_team(attain_context* context, int64_t n, const int64_t* rep_id,
                                             const int64_t* target, const int64_t* present,
                                             const int64_t* full, const int64_t* cap, int32_t freed,
                                             const attain_proration_columns* out,
                                             attain_proration_figures* figures);

/* A whole number over n weights (micro-days, or any): parts that sum to it exactly, with the running total
 * never behind its ideal line and never a whole unit ahead. 17 over six equal days is 3 3 3 3 3 2. Errors:
 * out_of_range (a negative weight, with the row), empty_input (nothing has weight), overflow. O(n). */
ATTAIN_API attain_status attain_split(attain_context* context, int64_t total, int64_t n,
                                      const int64_t* weights, int64_t* parts);

enum {
    ATTAIN_REVISION_PROSPECTIVE = 0, /* the days before the change keep their targets */
    ATTAIN_REVISION_RESTATE = 1      /* as if the new target had always been so */
};

/* Where the parts of a cascade go: `capacity` entries each. */
typedef struct attain_cascade_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t* part_begin; /* tile the period: each sum of days is the sum of its targets */
    int32_t* part_end;
    int64_t* micro_days; /* working time of the part */
    int64_t* target;     /* ATTAIN_NULL_UNITS: no working time, so no target */
} attain_cascade_columns;

/* A rep's target for a period as targets of its days, weeks, months (kind: ATTAIN_PERIOD_DAY to _YEAR), in
 * proportion to working time, each level the exact sum of the one below. n_changes targets in force from days
 * on, in order; the first holds from the period's begin. revision NULL: prospective. Errors: unknown_id,
 * inverted_period, out_of_range (targets on both sides of 0; from outside of the period), conflict (from not
 * after the row above), empty_input, invalid_argument (kind, revision), buffer_too_small; with the row.
 * O(days). */
ATTAIN_API attain_status attain_cascade(attain_context* context, const attain_team* team, int64_t rep_id,
                                        int32_t begin, int32_t end, int64_t n_changes, const int32_t* from,
                                        const int64_t* target, const int32_t* revision, int32_t kind,
                                        int64_t capacity, const attain_cascade_columns* out, int64_t* needed);

/* ---- ledger ------------------------------------------------------------------------------------------ */

typedef struct attain_ledger attain_ledger;

/* An empty ledger: facts in, sums out. The order of recording never matters. No errors of its own. O(1). */
ATTAIN_API attain_status attain_ledger_new(attain_context* context, attain_ledger** out);
ATTAIN_API void attain_ledger_free(attain_ledger* ledger);

/* The number of a channel ("cold call"), the same for the same name; 0 is "no channel". Errors: parse (not
 * UTF-8). O(length x log channels). */
ATTAIN_API attain_status attain_ledger_channel(attain_context* context, attain_ledger* ledger,
                                               const char* name, int64_t length, int64_t* channel);
/* The name of a channel's number, with its NUL; *needed is its length with the NUL. Errors: unknown_id,
 * buffer_too_small. O(length). */
ATTAIN_API attain_status attain_ledger_channel_name(attain_context* context, const attain_ledger* ledger,
                                                    int64_t channel, char* name, int64_t capacity,
                                                    int64_t* needed);

/* Adds n facts of one metric: all, or on any error none. quantity NULL: one each; channel NULL: none.
 * Negative quantities are cancellations. Errors: out_of_range (day, quantity), unknown_id (channel); with the
 * row. O(n). */
ATTAIN_API attain_status attain_ledger_record(attain_context* context, attain_ledger* ledger,
                                              int64_t metric_id, int64_t n, const int64_t* rep_id,
                                              const int32_t* day, const int64_t* quantity,
                                              const int64_t* channel);

enum {
    ATTAIN_CREDIT_PRIMARY = 0, /* the event itself, shared out: the shares of a row sum to 100 % */
    ATTAIN_CREDIT_OVERLAY = 1  /* credit besides (a specialist, a manager): in no team's figure */
};

/* Facts in columns of n entries each; a NULL column has its default in every row. */
typedef struct attain_ledger_rows {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t n;
    const int64_t* rep_id;   /* required, but for rows that have shares */
    const int32_t* day;      /* required */
    const int64_t* quantity; /* default: 1 */
    const int64_t* channel;  /* numbers of attain_ledger_channel; default: 0, none */
    const int64_t* event_id; /* your number of the event, unique in the metric; default: 0, none */
    const int32_t* version;  /* of two rows of one event the higher version counts; default: 0 */
    /* the event that this row takes back, in whole or part: from those who had the credit, in its channel and
       at its rate, whatever this row says of them; default: 0, none */
    const int64_t* reverses;
    const uint8_t* beyond;         /* 1: may take back more than there was; default: 0 */
    const int32_t* known;          /* the day you learned it, when later; default, ATTAIN_NULL_DAY: day */
    const int32_t* currency;       /* numbers of attain_currency; default: 0, the metric's own unit */
    const int64_t* credit_offsets; /* n + 1: row i's shares are those from offset[i] up to offset[i + 1] */
    int64_t n_shares;              /* entries of the next three columns */
    const int64_t* credit_rep;     /* who shares; required with shares */
    const double* credit_share;    /* 0 to 1 (overlay: up to 1000); required with shares */
    const int32_t* credit_kind;    /* ATTAIN_CREDIT_...; default: primary */
} attain_ledger_rows;

enum { /* what became of a row */
       ATTAIN_ROW_RECORDED = 0,
       ATTAIN_ROW_DUPLICATE = 1, /* same event, version and content as a row already there: counted once */
       ATTAIN_ROW_BAD_DAY = 2,
       ATTAIN_ROW_BAD_CHANNEL = 3,
       ATTAIN_ROW_BAD_CURRENCY = 4,
       ATTAIN_ROW_BAD_CREDIT = 5,
       ATTAIN_ROW_BAD_EVENT = 6,   /* takes back itself */
       ATTAIN_ROW_BAD_QUANTITY = 7 /* ATTAIN_NULL_UNITS: not known is not a number to add */
};

/* Adds facts with everything a CRM knows about them. With an event id a row can be sent again (it counts
 * once), corrected (a higher version replaces it from the day it is known) and taken back (reverses: counted
 * down to nothing unless `beyond`, from those who had the credit). Shares sum to 100 %; the parts of a
 * quantity sum to it exactly. Each column is read where it is; shares alone are copied. row_status NULL: all
 * rows or none. Else n bytes ATTAIN_ROW_...; bad rows are left out. *duplicates and *failed count; either may
 * be NULL. Errors: out_of_range (day, quantity), unknown_id (channel), parse (currency), invalid_argument and
 * duplicate_id (credit, event), with the row; and for what is wrong with whole columns. O(n). */
ATTAIN_API attain_status attain_ledger_record_rows(attain_context* context, attain_ledger* ledger,
                                                   int64_t metric_id, const attain_ledger_rows* rows,
                                                   uint8_t* row_status, int64_t* duplicates, int64_t* failed);

/* The number of a currency's three letters ("EUR"). Errors: parse. O(1). */
ATTAIN_API attain_status attain_currency(attain_context* context, const char* code, int64_t length,
                                         int32_t* number);

/* A quoted decimal as an exact fraction: home smallest units for one foreign smallest unit. "0.9215" euros
 * for a dollar, with the exponents (digits) of both currencies. Errors: parse, out_of_range (0, beyond 64
 * bits, a negative exponent). O(length). */
ATTAIN_API attain_status attain_rate_parse(attain_context* context, const char* text, int64_t length,
                                           int32_t foreign_exponent, int32_t home_exponent,
                                           int64_t* numerator, int64_t* denominator);

enum {
    ATTAIN_RATES_PLAN = 0,      /* one rate for the whole plan: exchange neither hits nor misses a goal */
    ATTAIN_RATES_EVENT_DATE = 1 /* the latest rate set for the event's day or before it */
};

/* How a metric's foreign quantities become its own: columns of n rates. */
typedef struct attain_rates {
    uint32_t struct_size;
    int32_t policy; /* ATTAIN_RATES_... */
    int32_t home;   /* number of the home currency; required */
    int32_t reserved;
    int64_t n;
    const int32_t* currency;    /* required */
    const int32_t* from;        /* first day of the rate; default, ATTAIN_NULL_DAY: a plan rate */
    const int64_t* numerator;   /* required; home smallest units ... */
    const int64_t* denominator; /* ... for so many foreign ones; required */
} attain_rates;

/* Replaces what was said before about the metric's currencies. Quantities without a rate are in no sum; they
 * are findings (unconverted). Converted to the nearest unit, a half away from zero. Errors: parse (currency),
 * out_of_range (a rate not above 0, a day), invalid_argument (the home currency); with the row. O(n log n);
 * the metric is then no longer sealed. */
ATTAIN_API attain_status attain_ledger_rates(attain_context* context, attain_ledger* ledger,
                                             int64_t metric_id, const attain_rates* rates);

/* Sorts what was recorded, once, after loading. Answers do not change; unsealed, every question sorts for
 * itself. No errors of its own. O(facts log facts). */
ATTAIN_API attain_status attain_ledger_seal(attain_context* context, attain_ledger* ledger);

/* What a ledger holds. Set struct_size before the call. */
typedef struct attain_ledger_counts {
    uint32_t struct_size;
    int32_t sealed;     /* 1: nothing was recorded since attain_ledger_seal */
    int64_t rows;       /* of all metrics, duplicates left out */
    int64_t duplicates; /* rows that were there already */
    int64_t channels;   /* "no channel" included: the numbers are 0 to channels - 1 */
    int64_t later_rows; /* of the metric, not known on as_of: there, and ignored as of that day */
    int64_t findings;   /* of the metric, known on as_of */
    int32_t first_day;  /* of the metric; ATTAIN_NULL_DAY: nothing */
    int32_t reserved;
} attain_ledger_counts;

/* Errors: out_of_range (as_of). O(facts); unsealed, here and below, O(facts log facts). */
ATTAIN_API attain_status attain_ledger_count(attain_context* context, const attain_ledger* ledger,
                                             int64_t metric_id, int32_t as_of, attain_ledger_counts* out);

enum {
    ATTAIN_REVERSALS_EFFECTIVE_DATE =
        0,                       /* a reversal counts on its own day: closed periods stay as they were */
    ATTAIN_REVERSALS_RESTATE = 1 /* on the day of the event that it takes back, once it is known */
};

/* Which facts a question is about. NULL instead of the struct: all of them, by the defaults. */
typedef struct attain_ledger_query {
    uint32_t struct_size;
    int32_t reversals; /* ATTAIN_REVERSALS_... */
    int32_t credit;    /* ATTAIN_CREDIT_... */
    int32_t reserved;
    const int64_t* channel;  /* one channel's number; default: all channels */
    const attain_team* team; /* only what its people did while they were in it; default: everybody */
} attain_ledger_query;

/* Sums by rep and day, sorted by both, as of a day: rows known later are not there yet, and rows they replace
 * still are. Days whose rows cancel out stay, with 0. Errors: out_of_range (as_of), invalid_argument,
 * unknown_id (query), buffer_too_small. O(facts). */
ATTAIN_API attain_status attain_ledger_totals(attain_context* context, const attain_ledger* ledger,
                                              int64_t metric_id, int32_t as_of,
                                              const attain_ledger_query* query, int64_t capacity,
                                              int64_t* rep_id, int32_t* day, int64_t* quantity,
                                              int64_t* needed);
/* Sums by team and day, sorted by both, over n_teams teams: team_index is a row of `team`, or at the end -1
 * for what was done in none of them, so that all rows add up to the ledger's total. Facts belong to the team
 * held on their day (reversals to that of the event they take back); a rep of several teams on a day counts
 * for the first of them; an event shared by teammates counts once. query's own team must be NULL. Errors: as
 * above; null_argument (team, with the row), conflict (query.team). O(facts log facts). */
ATTAIN_API attain_status attain_ledger_team_totals(attain_context* context, const attain_ledger* ledger,
                                                   int64_t metric_id, int32_t as_of,
                                                   const attain_ledger_query* query, int64_t n_teams,
                                                   const attain_team* const* team, int64_t capacity,
                                                   int64_t* team_index, int32_t* day, int64_t* quantity,
                                                   int64_t* needed);

/* The same sums by period: sums[r x n_periods + p] is rep r's total in [begin[p], end[p]). Reps that nothing
 * is recorded for have 0. Errors: out_of_range (as_of), invalid_argument, unknown_id (query), inverted_period
 * and duplicate_id (a rep twice), with the row. O(facts x n_periods). */
ATTAIN_API attain_status attain_ledger_sums(attain_context* context, const attain_ledger* ledger,
                                            int64_t metric_id, int32_t as_of,
                                            const attain_ledger_query* query, int64_t n_reps,
                                            const int64_t* rep_id, int64_t n_periods, const int32_t* begin,
                                            const int32_t* end, int64_t* sums);

/* Where the lines behind the sums go: `capacity` entries each. */
typedef struct attain_line_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    int64_t* event_id; /* 0: the row had none */
    int32_t* day;
    int32_t* origin; /* the day of the event that it takes back; else day */
    int32_t* known;
    int64_t* channel;
    int64_t* quantity; /* credited, in the metric's own unit */
} attain_line_columns;

/* The credited lines behind the sums, by rep and day: every figure can be traced to its events, and summed by
 * whatever else you know about them. Errors: as attain_ledger_totals. O(facts). */
ATTAIN_API attain_status attain_ledger_lines(attain_context* context, const attain_ledger* ledger,
                                             int64_t metric_id, int32_t as_of,
                                             const attain_ledger_query* query, int64_t capacity,
                                             const attain_line_columns* out, int64_t* needed);

enum {                                 /* what is wrong with rows that were nevertheless taken */
       ATTAIN_FINDING_UNCONVERTED = 0, /* a currency without a rate: in no sum */
       ATTAIN_FINDING_CONFLICTING = 1, /* rows of one event and version that differ: the later known counts */
       ATTAIN_FINDING_ORPHAN_REVERSAL = 2, /* takes back an event that is not there: counted as it stands */
       ATTAIN_FINDING_EXCESS_REVERSAL = 3, /* takes back more than was left: counted down to nothing */
       ATTAIN_FINDING_NOT_OPPOSITE = 4,    /* with its original's sign, or in another currency */
       ATTAIN_FINDING_OTHER_REP = 5        /* sent for another rep: taken from those who had the credit */
};

/* Where findings go: `capacity` entries each. */
typedef struct attain_finding_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t* kind; /* ATTAIN_FINDING_... */
    int64_t* rep_id;
    int64_t* event_id; /* 0: the row had none */
    int32_t* day;
    int64_t* quantity; /* in the row's own currency; of an excess the excess */
    int32_t* currency;
} attain_finding_columns;

/* What was wrong with the rows known on as_of, by day; never repaired in silence. Errors: out_of_range
 * (as_of), buffer_too_small. O(findings). */
ATTAIN_API attain_status attain_ledger_findings(attain_context* context, const attain_ledger* ledger,
                                                int64_t metric_id, int32_t as_of, int64_t capacity,
                                                const attain_finding_columns* out, int64_t* needed);

/* ---- data quality ------------------------------------------------------------------------------------ */

typedef struct attain_quality attain_quality;

typedef struct attain_quality_args {
    uint32_t struct_size;
    int32_t gap_days;      /* shorter silences are not reported; default: 5 */
    double gap_chance;     /* nor those that chance explains better than this; default: 0.01 */
    int64_t outlier_facts; /* fewer facts have no outliers; default: 12 */
    int64_t n_also;        /* other metrics whose rows also show that a rep logged */
    const int64_t* also_metric;
} attain_quality_args;

/* Looks at one metric and team over a period, as far as it lies up to as_of: who logged, where nothing was
 * logged, what is far outside of the usual. Nothing is repaired: a gap may be a quiet week or a week nobody
 * logged, and only people know which. args NULL: the defaults. Errors: inverted_period, out_of_range,
 * empty_input (the period begins after as_of). O(facts + reps x days). */
ATTAIN_API attain_status attain_quality_new(attain_context* context, const attain_team* team,
                                            int64_t metric_id, const attain_ledger* ledger, int32_t begin,
                                            int32_t end, int32_t as_of, const attain_quality_args* args,
                                            attain_quality** out);
ATTAIN_API void attain_quality_free(attain_quality* quality);

/* Where a report by rep goes: `capacity` entries each, in the order of rep ids. */
typedef struct attain_quality_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    int32_t* present_days;     /* days with working time, ramp aside */
    int32_t* logged_days;      /* of these, with rows */
    int32_t* off_days_logged;  /* days without working time, with rows: counted, never dropped */
    int32_t* last_day;         /* of the last row in the period; ATTAIN_NULL_DAY: none */
    int32_t* stale_days;       /* present days after it; -1: none */
    int64_t* n_gaps;           /* how many of attain_quality_gaps are this rep's */
    int64_t* largest_event;    /* the event with the largest net quantity; 0: a row without an id, or none */
    int32_t* largest_day;      /* ATTAIN_NULL_DAY: there is none */
    int64_t* largest_quantity; /* ATTAIN_NULL_UNITS: there is none */
    double* largest_share;     /* of the rep's total; NaN when that is not above 0 */
} attain_quality_columns;

/* Row by row what quality says of each rep. Errors: buffer_too_small. O(reps). */
ATTAIN_API attain_status attain_quality_reps(attain_context* context, const attain_quality* quality,
                                             int64_t capacity, const attain_quality_columns* out,
                                             int64_t* needed);

/* Silences, by rep and day: first and last day, working days in it, and a bound on the chance that it is one:
 * (n - k + 1)(1 - a)^k for k of n present days, a the share of days with rows outside of it, half a day of
 * either kind lent. Errors: buffer_too_small. O(reps + gaps). */
ATTAIN_API attain_status attain_quality_gaps(attain_context* context, const attain_quality* quality,
                                             int64_t capacity, int64_t* rep_id, int32_t* first, int32_t* last,
                                             int32_t* working_days, double* chance, int64_t* needed);

/* Quantities of one row (of_day 0) or of a day (1) outside [low, high] = [Q1 / r^3, Q3 r^3], r = max(Q3 / Q1,
 * 2) with the quartiles over all reps: Tukey's outer fences on a log scale. By rep and day. Errors:
 * buffer_too_small. O(outliers). */
ATTAIN_API attain_status attain_quality_outliers(attain_context* context, const attain_quality* quality,
                                                 int64_t capacity, int64_t* rep_id, int32_t* day,
                                                 int64_t* quantity, uint8_t* of_day, double* low,
                                                 double* high, int64_t* needed);

/* ---- the shape of a period --------------------------------------------------------------------------- */

/* What it takes to believe a shape. 0 is the default of every field. */
typedef struct attain_season_fit_args {
    uint32_t struct_size;
    int32_t slots;          /* equal parts of a period's working time, 1 to 366; default: 10 */
    int32_t periods;        /* at most so many closed periods, the latest ones; default: 12 */
    int32_t least;          /* with fewer it is not believed; at least 2; default: 4 */
    double standard_errors; /* of the mean gain: how clear it has to be; default: 2 */
} attain_season_fit_args;

typedef struct attain_season_fit_figures {
    uint32_t struct_size;
    int32_t credible;  /* 1: enough periods, and gain > standard_errors x gain_error */
    int64_t n_periods; /* that it is made of: closed ones with a total above 0 */
    /* Mean over these of: squared distance of the even line less that of the shape made of all others, summed
     * over the slots' ends as shares of the period's total. Above 0: the shape would have foretold better. */
    double gain;
    double gain_error; /* its standard error */
} attain_season_fit_figures;

/* How much of a team's total is usual after how much of its working time (the hockey stick of a quarter): for
 * attain_team_args.season_knot, with season_within = kind, when it is credible and only then; a shape fitted
 * to chance is worse than none. The team's season_months weigh the working time, so that what they say is not
 * learned again; a season_knot of the team is not read. Of the last closed months, quarters or years (kind)
 * that lie wholly between the team's first fact and as_of; shrunk to the even line as if one further average
 * period had come evenly. knots has `slots` entries; *needed is 0 when there is no such period. args and
 * figures may be NULL. Errors: invalid_argument (kind), out_of_range (args; a day the calendar does not
 * know), not_finite, buffer_too_small. O(facts log facts + periods^2 x (facts + slots)). */
ATTAIN_API attain_status attain_season_fit(attain_context* context, const attain_team* team,
                                           int64_t metric_id, const attain_ledger* facts, int32_t as_of,
                                           int32_t kind, const attain_season_fit_args* args, int64_t capacity,
                                           double* knots, int64_t* needed,
                                           attain_season_fit_figures* figures);

/* ---- rolling statistics for engines --------------------------------------------------------------------
 * States of a fixed number of bytes that a database, a data frame engine or a stream processor keeps wherever
 * it likes: no pointers inside, freely copied and moved, all bytes zero is the empty state. They update in
 * batches, merge in any order (whole numbers exactly, bit for bit), and travel as checked bytes. Between
 * machines use encode and decode; the memory itself is this build's own. */

enum {
    ATTAIN_STATE_MOMENTS = 1,      /* of whole numbers, exact in any order */
    ATTAIN_STATE_REAL_MOMENTS = 2, /* of doubles, compensated */
    ATTAIN_STATE_DECAYED = 3,      /* a sum that halves every half_life working days */
    ATTAIN_STATE_WINDOW = 4        /* the last `window` working days, and the days off between them */
};

/* What a state is: the same in every call on it. */
typedef struct attain_state_args {
    uint32_t struct_size;
    int32_t kind;     /* ATTAIN_STATE_... */
    double half_life; /* decayed: above 0 */
    int32_t window;   /* window: 1 to 4096 working days */
    int32_t reserved;
    const attain_calendar* calendar; /* decayed, window: which days are worked; default: Monday to Friday */
} attain_state_args;

/* Size of a state. Its memory needs no alignment. Errors, as of all functions that take args:
 * invalid_argument (kind), out_of_range, not_finite (half_life). O(1). */
ATTAIN_API attain_status attain_state_bytes(attain_context* context, const attain_state_args* args,
                                            int64_t* bytes);

/* Adds n rows to n_states states that stand one after the other. group: 0-based number of each row's state;
 * NULL: all to the first. day: needed by decayed and window. quantity: whole numbers, for moments and window;
 * value: doubles, for real moments and decayed; what a kind does not read may be NULL. Rows whose number is
 * not known (ATTAIN_NULL_UNITS, NaN) are left out. All rows or none. Errors: as attain_state_bytes;
 * out_of_range (group, day, a value beyond 1e150), not_finite, corrupt_state, with the row; overflow (a
 * window with rows on more days off than working days). O(n), of decayed and window O(n_states) more, and
 * O(length) for each run of rows of one window: sort by group where you can. */
ATTAIN_API attain_status attain_state_update(attain_context* context, const attain_state_args* args,
                                             void* states, int64_t n_states, int64_t n, const int64_t* group,
                                             const int32_t* day, const int64_t* quantity,
                                             const double* value);

/* Time passes without rows, up to and with that day (decayed, window; nothing for the others). Earlier days
 * extend the known past. Errors: as attain_state_update. O(n_states), of decayed x days, of window x length.
 */
ATTAIN_API attain_status attain_state_advance(attain_context* context, const attain_state_args* args,
                                              void* states, int64_t n_states, int32_t day);

/* into[i] becomes what it would be had it seen from[i]'s rows too; from is left alone. Associative and
 * commutative, with the empty state as identity. All or none. Errors: as attain_state_update. O(n_states), of
 * decayed x days, of window x length. */
ATTAIN_API attain_status attain_state_merge(attain_context* context, const attain_state_args* args,
                                            void* into, const void* from, int64_t n_states);

/* What a state says; fields that its kind does not have, or that no rows define, are NaN, ATTAIN_NULL_UNITS,
 * ATTAIN_NULL_DAY or -1. Set struct_size before the call. */
typedef struct attain_state_figures {
    uint32_t struct_size;
    int32_t working_days; /* decayed: of the known past. window: at most its length */
    int64_t count;        /* rows; decayed: -1 */
    int64_t sum;          /* whole numbers; ATTAIN_NULL_UNITS: beyond 64 bits */
    int64_t minimum;      /* of single rows */
    int64_t maximum;
    double total;    /* the same as doubles; decayed: the decayed sum */
    double mean;     /* of single rows; decayed: weighted by decay */
    double variance; /* sample variance of single rows */
    double smallest;
    double largest;
    double rate;         /* decayed: per working day. window: sum per day */
    double day_variance; /* window: sample variance of the days' totals, silent working days being 0 */
    double active_share; /* window: days with a quantity other than 0 */
    int32_t active_days; /* window: how many these are */
    int32_t idle_days;   /* window: working days since the last activity */
    int32_t last_active; /* window: day of it, also when before the window */
    int32_t best_day;    /* window: of the largest total; of equal ones the latest */
    int64_t best;
    int32_t worst_day;
    int32_t first; /* first day known */
    int64_t worst;
    int32_t newest; /* newest day known */
    int32_t reserved;
} attain_state_figures;

/* Errors: as attain_state_bytes; corrupt_state (bytes that are no such state). O(1); O(length) for a window.
 */
ATTAIN_API attain_status attain_state_result(attain_context* context, const attain_state_args* args,
                                             const void* state, attain_state_figures* out);

/* The state as bytes: "ATTN", u16 format, u16 kind, u64 length, payload, u32 CRC-32C, little endian on every
 * machine. The same state gives the same bytes. Errors: as attain_state_result; buffer_too_small. O(bytes).
 */
ATTAIN_API attain_status attain_state_encode(attain_context* context, const attain_state_args* args,
                                             const void* state, int64_t capacity, uint8_t* bytes,
                                             int64_t* needed);
/* And back. Errors: as attain_state_bytes; corrupt_state (cut off, changed, or numbers that no such state
 * holds), newer_state, invalid_argument (another kind), conflict (a window of another length). O(bytes). */
ATTAIN_API attain_status attain_state_decode(attain_context* context, const attain_state_args* args,
                                             const uint8_t* bytes, int64_t n_bytes, void* state);

/* ---- metric ------------------------------------------------------------------------------------------ */

enum { ATTAIN_METRIC_COUNT = 0, ATTAIN_METRIC_AMOUNT = 1, ATTAIN_METRIC_SIGNED_AMOUNT = 2 };

typedef struct attain_metric {
    uint32_t struct_size;
    int32_t kind;      /* ATTAIN_METRIC_... */
    int32_t exponent;  /* digits of the smallest unit: 0 for counts, 2 for cents; 0 to 6 */
    int32_t reserved;  /* 0 */
    int64_t metric_id; /* the number the ledger's facts carry */
    const char* name;  /* required */
} attain_metric;

/* ---- estimator --------------------------------------------------------------------------------------- */

typedef struct attain_estimator attain_estimator;

/* Understands the facts of a team up to and with the day as_of; later ones are ignored, and so are those of
 * days on which the rep was neither in the team nor, by args.elsewhere_..., in another one. Errors:
 * out_of_range (as_of; a day the calendar does not know), invalid_argument (a metric's kind or empty name),
 * stopped. O(facts log facts + reps x days). */
ATTAIN_API attain_status attain_estimator_new(attain_context* context, const attain_team* team,
                                              const attain_metric* metric, const attain_ledger* facts,
                                              int32_t as_of, attain_estimator** out);
ATTAIN_API void attain_estimator_free(attain_estimator* estimator);

/* What an estimator is told besides the facts. 0 is the default of every field. */
typedef struct attain_estimator_args {
    uint32_t struct_size;
    uint32_t reserved;
    /* What you believe while the team's own record is short (last year's quota, another team's rate):
     * expected per full working day, in the metric's smallest unit, at most 1e12. Default: nothing; a team
     * without facts is then ATTAIN_GRADE_UNKNOWN. The rest describes this belief. */
    double per_day;
    double spread;      /* squared coefficient of variation of people around it, 0.01 to 10; default: 1 */
    double event;       /* size of one event; default: 1 for counts, five days' worth for amounts; at most a
                         * million days' worth */
    double worth_days;  /* days of the team's own working time that it counts as; default: 20 */
    double largest_day; /* a rep's largest day counts as at most so many times the next largest; default: 3 */
} attain_estimator_args;

/* attain_estimator_new with arguments. Errors: as attain_estimator_new; not_finite, out_of_range (args),
 * conflict (a belief described, but no per_day). O(facts log facts + reps x days). */
ATTAIN_API attain_status attain_estimator_new_with(attain_context* context, const attain_team* team,
                                                   const attain_metric* metric, const attain_ledger* facts,
                                                   int32_t as_of, const attain_estimator_args* args,
                                                   attain_estimator** out);

typedef struct attain_estimator_figures {
    uint32_t struct_size;
    int32_t as_of; /* the last day it knows */
    int64_t metric_id;
    int32_t kind; /* ATTAIN_METRIC_... */
    int32_t exponent;
    int64_t n_reps; /* of its team */
} attain_estimator_figures;

/* What an estimator is of: after attain_estimator_decode too. No errors of its own. O(1). */
ATTAIN_API attain_status attain_estimator_summary(attain_context* context, const attain_estimator* estimator,
                                                  attain_estimator_figures* out);
/* The name of its metric. Errors: buffer_too_small. O(length). */
ATTAIN_API attain_status attain_estimator_metric_name(attain_context* context,
                                                      const attain_estimator* estimator, char* name,
                                                      int64_t capacity, int64_t* needed);

/* An estimator as bytes (little-endian, with version and check): understood once at night, answering in any
 * process the next day without the ledger. The same estimator gives the same bytes. Errors: buffer_too_small.
 * O(days with facts + reps). */
ATTAIN_API attain_status attain_estimator_encode(attain_context* context, const attain_estimator* estimator,
                                                 int64_t capacity, uint8_t* bytes, int64_t* needed);

/* And back: the same forecasts, to the bit. team: the same reps, those of one role still of one; all else of
 * the roster may have changed (coming leave counts, what is over was understood as it was). Errors:
 * corrupt_state (cut off, changed, or numbers that no estimator holds), newer_state, invalid_argument (bytes
 * of another kind), parse (a metric's name that is not UTF-8), conflict (a team of other reps or roles, with
 * the row). O(bytes). */
ATTAIN_API attain_status attain_estimator_decode(attain_context* context, const attain_team* team,
                                                 const uint8_t* bytes, int64_t n_bytes,
                                                 attain_estimator** out);

/* What was learned of the week: what Monday to Sunday weigh for each of n reps' roles, mean 1 over the days
 * that weigh most in the calendar; 7 x n weights, row by row. Errors, with the row: unknown_id. O(n). */
ATTAIN_API attain_status attain_estimator_weekdays(attain_context* context, const attain_estimator* estimator,
                                                   int64_t n, const int64_t* rep_id, double* weights);

/* ---- forecast ---------------------------------------------------------------------------------------- */

/* How much data stands behind a forecast. */
enum {
    ATTAIN_GRADE_UNKNOWN = 0,    /* nothing to learn from: no probability is worth printing */
    ATTAIN_GRADE_PRIOR_ONLY = 1, /* nothing of the rep's own yet: the team speaks alone */
    ATTAIN_GRADE_THIN = 2,       /* fewer than 20 effective days, or the team weighs more than half */
    ATTAIN_GRADE_FAIR = 3,       /* fewer than 60 effective days */
    ATTAIN_GRADE_SOLID = 4
};

/* Why a forecast is what it is: bits of the column `reasons`. */
enum {
    ATTAIN_REASON_NO_FACTS = 1,          /* nobody on the team has recorded anything */
    ATTAIN_REASON_NO_OWN_FACTS = 2,      /* nothing of the rep's own */
    ATTAIN_REASON_NEWCOMER = 4,          /* fewer than 93 days of tenure */
    ATTAIN_REASON_PRIOR = 8,             /* the team supplies more than half of the mean */
    ATTAIN_REASON_SILENT = 16,           /* present, but nothing recorded for 60 days */
    ATTAIN_REASON_ONE_EVENT = 32,        /* one day brought more than half of the last year's total */
    ATTAIN_REASON_REVERSALS = 64,        /* 0.5 % or more was taken back: even what is done can be lost */
    ATTAIN_REASON_NO_TIME_LEFT = 128,    /* no working time remains in the period */
    ATTAIN_REASON_RECORD_ELSEWHERE = 256 /* what was recorded in other teams is part of the own record */
};

/* The bytes of a forecast's row_status. */
enum { ATTAIN_FORECAST_MADE = 0, ATTAIN_FORECAST_UNKNOWN_REP = 1 };

/* Where the columns of a forecast go: n entries each; NULL columns are not computed. Quantities are totals of
 * the whole period, what is done included, in the metric's smallest unit. */
typedef struct attain_forecast_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double* probability; /* P(total of the period >= target) */
    double* mean;        /* of the total */
    double* low;         /* 10 % quantile */
    double* median;
    double* high;           /* 90 % quantile */
    int64_t* done;          /* of the period, up to as_of */
    int32_t* grade;         /* ATTAIN_GRADE_... */
    double* effective_days; /* own history, older days counting less */
    double* prior_weight;   /* share of the mean that comes from the team, 0 to 1 */
    double* variance;
    double* within;        /* P(total <= target): attainability where lower is better */
    double* nothing_more;  /* P(nothing at all is added to what is done) */
    int64_t* working_time; /* that is left in the period, in millionths of a full working day */
    uint32_t* reasons;     /* ATTAIN_REASON_... bits */
    /* The largest day of the last 365, and the probability had it been an empty one; NULL values: nothing was
     * recorded. Reps only: NULL values for a team. */
    int32_t* largest_day;
    int64_t* largest_quantity;
    double* largest_share; /* of the year's total */
    double* probability_without_largest;
    /* Quantiles at n_levels rising levels, each in (0, 1): n x n_levels, row by row. Levels 0.05 and 0.95
     * give the central 90 % interval. */
    int64_t n_levels;
    const double* level;
    double* quantile;
    /* For each chance in (0, 1) the highest target with at least that chance: n x n_chances, row by row. */
    int64_t n_chances;
    const double* chance;
    int64_t* target_for;
    /* The distribution itself as knots on the common grid, n x grid_size, row by row, for attain_knots and
     * attain_allocate_columns; grid_size is 33 or 49 (0: 33). A certain total has none: NaN. */
    int32_t grid_size;
    int32_t reserved2;
    double* knots;
    double*
        knots_error; /* largest error in probability of those knots; up to 0.0025 (33), 0.001 (49) is good */
    /* With row_status a bad row does not fail the call: its byte is ATTAIN_FORECAST_UNKNOWN_REP, its figures
     * are not known, and *failed (may be NULL) counts such rows. */
    uint8_t* row_status;
    int64_t* failed;
} attain_forecast_columns;

/* Forecasts n pairs of rep and target over one period; target NULL: no probability is asked; the chance of a
 * target of ATTAIN_NULL_UNITS is NaN. A period that has begun counts what is done. n = 0 is fine. Errors:
 * unknown_id (with the row), null_argument (a probability without targets), out_of_range (a level or chance
 * outside (0, 1)), inverted_period, invalid_argument (a period that is over; another grid size). O(days of
 * the period + reps of the team + n); probability_without_largest: O(reps) more a row. */
ATTAIN_API attain_status attain_forecast(attain_context* context, const attain_estimator* estimator,
                                         int32_t begin, int32_t end, int64_t n, const int64_t* rep_id,
                                         const int64_t* target, const attain_forecast_columns* out);

/* The same for the team's total: n targets of the team (target NULL: n rows without probabilities, so n = 1
 * does). A team's total is not the sum of independent reps: it is spread as earlier team totals were. Errors:
 * as attain_forecast. O(days of the period + reps + n). */
ATTAIN_API attain_status attain_forecast_team(attain_context* context, const attain_estimator* estimator,
                                              int32_t begin, int32_t end, int64_t n, const int64_t* target,
                                              const attain_forecast_columns* out);

/* ---- streaming engine --------------------------------------------------------------------------------
 * What an estimator works with, for hosts that follow very many series themselves. An engine follows one
 * metric over numbered series (a rep each) in cohorts (a role of a team), sees every day once, in order,
 * keeps some 1000 bytes a series whatever their age, and never looks back: nightly work is a day's rows, not
 * the whole ledger. Stored as bytes over night. Use an estimator where you can: it does all of this for a
 * team. */

typedef struct attain_engine attain_engine;

/* kind is that of a metric (ATTAIN_METRIC_COUNT, ...); first: the first day that it will see. weekday_start:
 * what Monday to Sunday weigh until the data speak; default: 1 1 1 1 1 0.2 0.2; 0 for days on which a
 * calendar says that nobody works. Errors: invalid_argument (kind), out_of_range (first; a weight below 0),
 * not_finite. O(1). */
ATTAIN_API attain_status attain_engine_new(attain_context* context, int32_t kind, int32_t first,
                                           const double* weekday_start, attain_engine** out);
ATTAIN_API void attain_engine_free(attain_engine* engine);

/* A further cohort; its number is how many there were. Cohorts of one team share what is learned of its
 * totals; a new team is the next unused number, from 0. Errors: out_of_range (team). O(1). */
ATTAIN_API attain_status attain_engine_add_cohort(attain_context* context, attain_engine* engine,
                                                  int64_t team, int64_t* cohort);

/* n further series, observed from the next day on; *first is the number of the first one, the others follow.
 * hired (default, and ATTAIN_NULL_DAY: today): how old their tenure is. All or none. Errors, with the row:
 * out_of_range (cohort, hired). Amortised O(n). */
ATTAIN_API attain_status attain_engine_add_series(attain_context* context, attain_engine* engine, int64_t n,
                                                  const int64_t* cohort, const int32_t* hired,
                                                  int64_t* first);

/* One day: what series did (at most one row each; those without one did nothing), and how much of a normal
 * day they were there where that is not 1 (0 on leave, 0.5 part-time, ramp included). A row with a share of 0
 * raises rates as it stands, without working time to set it against: what is recorded on leave is better left
 * out, as attain_estimator_new does. Days before it that were not told passed without rows; day
 * ATTAIN_NULL_DAY: the next one. All or nothing. Errors, with the row:
 * out_of_range (a day already seen or where attain_engine_advance does not go, a series that was never added,
 * a value beyond 64 bits, a share outside 0 to 1000), not_finite, duplicate_id. O(rows + cohorts), each
 * seventh day O(series). */
ATTAIN_API attain_status attain_engine_observe(attain_context* context, attain_engine* engine, int32_t day,
                                               int64_t n, const int64_t* series, const double* value,
                                               int64_t n_presence, const int64_t* presence_series,
                                               const double* presence_share);

/* Days without rows up to `to`, which is not seen yet. Errors: out_of_range (a day already seen; more than a
 * century on; the calendar's last half year), stopped: the days before attain_engine_figures.next_day have
 * passed, and the same call goes on from there. O(days x cohorts), each seventh day O(series). */
ATTAIN_API attain_status attain_engine_advance(attain_context* context, attain_engine* engine, int32_t to);

/* n late or corrected values of days already seen: each counted as `before` (0: there was no row) and is
 * `after`. Exact for every sum; forecasts that were scored already are not scored again. All or none. Errors,
 * with the row: out_of_range, not_finite. O(n). */
ATTAIN_API attain_status attain_engine_correct(attain_context* context, attain_engine* engine, int64_t n,
                                               const int64_t* series, const int32_t* day,
                                               const double* before, const double* after);

/* Adds to `into` what `from` saw of the same series on the same days: other facts, none of them twice. Sums
 * add up exactly, and so does what was learned; forecasts that each scored are not scored again. Errors:
 * conflict (another kind, day, cohorts or series; itself). O(series). */
ATTAIN_API attain_status attain_engine_merge(attain_context* context, attain_engine* into,
                                             const attain_engine* from);

typedef struct attain_engine_figures {
    uint32_t struct_size;
    int32_t kind;     /* ATTAIN_METRIC_... */
    int32_t next_day; /* the first day not seen yet */
    int32_t reserved;
    int64_t n_cohorts;
    int64_t n_series;
} attain_engine_figures;

/* What an engine is of, and how far it is. No errors of its own. O(1). */
ATTAIN_API attain_status attain_engine_summary(attain_context* context, const attain_engine* engine,
                                               attain_engine_figures* out);

/* Forecasts what n series bring in [begin, end), which is still to come: `done` is 0, and the columns that
 * need a roster or single facts (working_time, reasons, largest...) are 0 or NULL values. exposure: working
 * time of each in that period, in days weighted as the engine weighs them; default, and NaN: of somebody
 * always there. Errors, with the row: out_of_range (series; exposure outside 0 to 1e9; a period that has
 * begun), and those of attain_forecast. O(series + n). */
ATTAIN_API attain_status attain_engine_forecast(attain_context* context, const attain_engine* engine,
                                                int32_t begin, int32_t end, int64_t n, const int64_t* series,
                                                const double* exposure, const int64_t* target,
                                                const attain_forecast_columns* out);

/* The engine as bytes, framed as all states are; the same state gives the same bytes. Errors:
 * buffer_too_small. O(series). */
ATTAIN_API attain_status attain_engine_encode(attain_context* context, const attain_engine* engine,
                                              int64_t capacity, uint8_t* bytes, int64_t* needed);
/* And back. Errors: corrupt_state (cut off, changed, or numbers that no engine holds), newer_state,
 * invalid_argument (bytes of another kind). O(series). */
ATTAIN_API attain_status attain_engine_decode(attain_context* context, const uint8_t* bytes, int64_t n_bytes,
                                              attain_engine** out);

/* ---- knots: distributions in columns ----------------------------------------------------------------- */

/* A distribution as its quantiles at grid_size levels that all distributions share: grid_size strictly rising
 * numbers. Store them, compare them, allocate over them: no estimator is needed any more. */

enum { ATTAIN_SHAPE_NORMAL = 0, ATTAIN_SHAPE_GAMMA = 1, ATTAIN_SHAPE_NEGATIVE_BINOMIAL = 2 };

/* Knots (n x grid_size, row by row) of n distributions given by mean and variance, for hosts with an estimate
 * of their own. error may be NULL. Errors, with the row: invalid_argument (shape, grid_size), not_finite,
 * out_of_range (a variance that is not above 0; for the negative binomial not above the mean), empty_input (a
 * certain total). O(n x grid_size) quantiles. */
ATTAIN_API attain_status attain_knots_of_moments(attain_context* context, int32_t shape, int32_t grid_size,
                                                 int64_t n, const double* mean, const double* variance,
                                                 double* knots, double* error);

/* The same from past totals without a model: the i-th distribution is what total[offsets[i]] to
 * total[offsets[i + 1] - 1] say of the next one, taken as exchangeable (i / (m + 1) of it lies up to the i-th
 * smallest of m). offsets has n + 1 entries, rising from 0 to n_totals. error may be NULL. Errors, with the
 * row: empty_input (no totals), out_of_range (beyond +-2^50), invalid_argument (offsets). O(n_totals log). */
ATTAIN_API attain_status attain_knots_of_totals(attain_context* context, int32_t grid_size, int64_t n,
                                                const int64_t* offsets, int64_t n_totals,
                                                const int64_t* total, double* knots, double* error);

/* Figures of n stored distributions; NULL columns are not computed. */
typedef struct attain_knots_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double* probability; /* P(total >= target) */
    double* within;      /* P(total <= target) */
    double* mean;
    double* variance;
    int64_t n_levels; /* as in attain_forecast_columns */
    const double* level;
    double* quantile;
} attain_knots_columns;

/* Reads n distributions from knots, n x grid_size row by row. target is needed for probabilities only; that
 * of ATTAIN_NULL_UNITS is NaN.
 * Errors, with the row: invalid_argument (knots that do not rise strictly; another grid size), not_finite,
 * out_of_range (level). O(n). */
ATTAIN_API attain_status attain_knots(attain_context* context, int32_t grid_size, int64_t n,
                                      const double* knots, const int64_t* target,
                                      const attain_knots_columns* out);

/* ---- allocation -------------------------------------------------------------------------------------- */

typedef struct attain_allocation attain_allocation;

enum {
    ATTAIN_POLICY_EQUAL_ATTAINABILITY = 0, /* the same chance for everyone */
    ATTAIN_POLICY_PROPORTIONAL = 1,        /* by weight (Webster): unbiased */
    ATTAIN_POLICY_EQUAL_SPLIT = 2,         /* the same number for everyone */
    ATTAIN_POLICY_HAMILTON = 3,        /* by weight, largest remainder; more total can mean less for one */
    ATTAIN_POLICY_VALUE_WEIGHTED = 4,  /* the largest expected value credited; chances differ */
    ATTAIN_POLICY_LEAST_CHANGE = 5,    /* nearest to the previous quotas */
    ATTAIN_POLICY_ALPHA_FAIR = 6,      /* between proportional (alpha 1) and equal (alpha large) */
    ATTAIN_POLICY_BLEND = 7,           /* chance and steadiness at once */
    ATTAIN_POLICY_D_HONDT = 8,         /* by weight, favours large ones */
    ATTAIN_POLICY_ADAMS = 9,           /* by weight, favours small ones */
    ATTAIN_POLICY_HUNTINGTON_HILL = 10 /* by weight, smallest relative differences */
};

/* Which rule set a bound. */
enum {
    ATTAIN_BOUND_NONE = 0,
    ATTAIN_BOUND_FLOOR = 1,
    ATTAIN_BOUND_CAP = 2,
    ATTAIN_BOUND_CHANGE_CAP = 3,
    ATTAIN_BOUND_LOCK = 4,
    ATTAIN_BOUND_CAPACITY = 5,
    ATTAIN_BOUND_QUANTUM = 6,
    ATTAIN_BOUND_NODE = 7,
    ATTAIN_BOUND_TOTAL = 8
};

enum { ATTAIN_CHANGE_QUADRATIC = 0, ATTAIN_CHANGE_ABSOLUTE = 1 };

/* What a change of a quota is measured against. Default: `one` for least change, `previous` for a blend. */
enum { ATTAIN_SCALE_DEFAULT = 0, ATTAIN_SCALE_ONE = 1, ATTAIN_SCALE_PREVIOUS = 2, ATTAIN_SCALE_WEIGHT = 3 };

enum {
    ATTAIN_TREE_GLOBAL = 0, /* one fairness level for all; inside a node whose bound binds, one of its own */
    ATTAIN_TREE_TOP_DOWN = 1, /* nodes by weight, reps by the policy; over-assignment counts against bounds */
    ATTAIN_TREE_BOTTOM_UP = 2 /* everybody at bottom_up_chance, then the least change that meets the total */
};

enum {
    ATTAIN_REPAIR_REPORT = 0,    /* an infeasible total gives no quotas, but the reason */
    ATTAIN_REPAIR_RELAX = 1,     /* the least relaxation of the bounds */
    ATTAIN_REPAIR_UNASSIGNED = 2 /* the bounds hold; what nobody can carry stays unassigned */
};

/* How to split. Zero-initialised everything has its default. The first columns say what is known of reps:
 * n_bounds rows, each of one rep; reps without a row have the defaults. */
typedef struct attain_allocate_args {
    uint32_t struct_size;
    int32_t policy;   /* ATTAIN_POLICY_... */
    int64_t n_bounds; /* reps of whom something is said */
    const int64_t* bound_rep;
    const int64_t* bound_floor;  /* at least; default: 0 */
    const int64_t* bound_cap;    /* at most; default: ATTAIN_NO_CAP */
    const double* weight;        /* policies by weight; default, and NaN: the expected total */
    const int64_t* previous;     /* the quota before: change caps, least change, blend; default: 0 */
    const double* value;         /* worth of a unit, for ATTAIN_POLICY_VALUE_WEIGHTED; default: 1 */
    const int64_t* lock;         /* exactly this; default, and ATTAIN_NULL_UNITS: not locked */
    const double* change_cap;    /* at most this share of `previous` up or down; default, and NaN: any */
    const int64_t* capacity;     /* what the rep can do at all; default: ATTAIN_NO_CAP */
    const int64_t* node;         /* of the tree; default, and ATTAIN_NULL_UNITS: the company itself */
    const int32_t* relax_weight; /* cost per unit of relaxing a bound of this rep; default: 1 */
    const double* ramp;          /* scales a distribution that was made without a ramp; default: 1 */
    const int32_t* rank;         /* of equals the smaller goes first; default: 0 */
    double alpha;                /* of ATTAIN_POLICY_ALPHA_FAIR, 0.05 to 1e6; default: 1 */
    double steadiness;           /* of ATTAIN_POLICY_BLEND: chance that a unit of change must earn; 0: none */
    int32_t change_cost;         /* of ATTAIN_POLICY_LEAST_CHANGE: ATTAIN_CHANGE_... */
    int32_t change_scale;        /* of least change and blend: ATTAIN_SCALE_... */
    uint64_t salt;               /* varies who gets the odd unit: pass a number of the period */
    int64_t quantum;             /* quotas are multiples of it; locks are kept; default: 1 */
    const int64_t* residual_holder; /* the rep who gets what the quantum leaves; default: by the policy */
    int32_t over_assignment_bp;     /* quotas add up to total x (10000 + this) / 10000 */
    int32_t repair;                 /* ATTAIN_REPAIR_... */
    /* the tree company -> region -> team: the company itself has no node */
    int32_t tree_mode; /* ATTAIN_TREE_... */
    int32_t reserved;
    double bottom_up_chance; /* default: 0.6 */
    int64_t n_nodes;
    const int64_t* node_id;
    const int64_t* node_parent;             /* default, and ATTAIN_NULL_UNITS: under the company */
    const int64_t* node_floor;              /* default, and ATTAIN_NULL_UNITS: none */
    const int64_t* node_cap;                /* default: ATTAIN_NO_CAP */
    const double* node_weight;              /* top-down share; default, and 0: what is below it */
    const int32_t* node_over_assignment_bp; /* top-down: hands out this much more; default: 0 */
    const int32_t* node_relax_weight;       /* default: 1 */
    const char* const* node_name;           /* for texts; default: "node 7" */
} attain_allocate_args;

/* Splits total over the team's reps who have working time in the period: exact integers that sum to it.
 * args NULL: equal attainability without bounds. An infeasible total is no error of this call: the handle is
 * made, and attain_allocation_gap tells by how much. The answer depends on the set of reps, not on any order.
 * A negative total is the mirror of the positive one for the policies by weight and the equal split: floors,
 * caps and locks, those of nodes too, are then sizes (a lock of 5 is a quota of -5, a floor of 5 one of -5 or
 * less; `previous` keeps its sign). The other policies take bounds as they are. Errors, with the row:
 * unknown_id (bound_rep, node, residual_holder), duplicate_id, conflict (a floor above its cap), not_finite,
 * out_of_range, empty_input (nobody has working time; no weight at all), and those of attain_forecast.
 * O(n log(range)) evaluations of a chance. */
ATTAIN_API attain_status attain_allocate(attain_context* context, const attain_estimator* estimator,
                                         int32_t begin, int32_t end, int64_t total,
                                         const attain_allocate_args* args, attain_allocation** out);

/* The same over n reps given in columns, without an estimator: knots (n x grid_size, row by row, as
 * attain_forecast wrote them), or NULL for the policies that need no chances; then probabilities are NaN and
 * weights must be given. Errors: as attain_allocate and attain_knots. O(n log(range)) evaluations of a
 * chance. */
ATTAIN_API attain_status attain_allocate_columns(attain_context* context, int64_t n, const int64_t* rep_id,
                                                 int32_t grid_size, const double* knots, int64_t total,
                                                 const attain_allocate_args* args, attain_allocation** out);

/* NULL is fine, here and in all functions that free. */
ATTAIN_API void attain_allocation_free(attain_allocation* allocation);

/* How far the bounds are from the total: 0 feasible; below 0: floors exceed it by that much; above 0: caps
 * fall short of it by that much. No errors of its own. O(1). */
ATTAIN_API attain_status attain_allocation_gap(attain_context* context, const attain_allocation* allocation,
                                               int64_t* gap);

/* The quotas in the order of rep ids. Columns hold `capacity` entries, NULL ones are skipped; *needed is the
 * number of quotas (0 when infeasible). Errors: buffer_too_small. O(quotas). */
ATTAIN_API attain_status attain_allocation_quotas(attain_context* context,
                                                  const attain_allocation* allocation, int64_t capacity,
                                                  int64_t* rep_id, int64_t* amount, double* probability,
                                                  int64_t* needed);

enum {
    ATTAIN_QUOTA_FREE = 0,
    ATTAIN_QUOTA_AT_FLOOR = 1,
    ATTAIN_QUOTA_AT_CAP = 2,
    ATTAIN_QUOTA_LOCKED = 3,
    ATTAIN_QUOTA_HELD_BY_NODE = 4 /* the bound of a node sets this rep's chance */
};

enum { ATTAIN_QUOTA_TIE = 1, ATTAIN_QUOTA_RESIDUAL = 2 };

/* Everything about each quota; NULL columns are not computed. */
typedef struct attain_quota_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    int64_t* amount;
    double* probability; /* P(total >= amount); NaN: nothing to learn from, or no distributions, as below */
    double* probability_next; /* P(total >= amount + quantum): what one more step would ask */
    int32_t* state;           /* ATTAIN_QUOTA_FREE ... HELD_BY_NODE */
    int32_t* binding;         /* ATTAIN_BOUND_...: the rule that decides when the quota is not free */
    int64_t* low;             /* what the rep's own rules leave */
    int64_t* high;
    int64_t* change;         /* amount - previous */
    uint32_t* flags;         /* ATTAIN_QUOTA_TIE: the last unit was decided by the tie rule; RESIDUAL */
    int64_t* held_by;        /* the node; ATTAIN_NULL_UNITS: none */
    int64_t* without_bounds; /* the quota if this rep alone had no bounds */
} attain_quota_columns;

/* In the order of rep ids. Errors: buffer_too_small. O(quotas); without_bounds: O(8) allocations, and one for
 * each rep at a bound where nodes bind, bounds were repaired, bottom-up, top-down and for Hamilton. */
ATTAIN_API attain_status attain_allocation_reps(attain_context* context, const attain_allocation* allocation,
                                                int64_t capacity, const attain_quota_columns* out,
                                                int64_t* needed);

/* Why there is no split. */
enum {
    ATTAIN_INFEASIBLE_NONE = 0,
    ATTAIN_INFEASIBLE_EMPTY_INTERVAL = 1, /* two rules of one rep contradict each other, or no multiple of the
                                           * quantum lies between them, or between a node's floor and cap */
    ATTAIN_INFEASIBLE_LOCKS_ABOVE = 2,
    ATTAIN_INFEASIBLE_FLOORS_ABOVE = 3,
    ATTAIN_INFEASIBLE_CAPS_BELOW = 4
};

/* The allocation as a whole. Set struct_size; `correlation` goes in, the rest comes out. Doubles are NaN
 * where nothing can be said (no distributions, infeasible, too few reps). */
typedef struct attain_allocation_figures {
    uint32_t struct_size;
    int32_t feasible;   /* 1 or 0 */
    double correlation; /* in: of any two reps' totals, 0 to 1, for team_chance */
    int64_t n_reps;     /* who shares, also when infeasible */
    int64_t total;      /* what was asked for */
    int64_t street;     /* with over-assignment: quotas + unassigned = street, always */
    int64_t unassigned;
    int32_t problem;    /* ATTAIN_INFEASIBLE_... */
    int32_t certified;  /* 1: sum exact, bounds hold, and no unit can move with gain */
    int64_t demanded;   /* of the contradiction: sum of the lower bounds, */
    int64_t available;  /* sum of the upper ones, */
    int64_t gap;        /* and the least amount by which something must give way: with a quantum it can be
                         * less than what is missing */
    int64_t next_total; /* next larger total at which a bound begins or ends to bind, or ATTAIN_NULL_UNITS */
    int64_t bottom_up_gap; /* bottom-up: street less what the leaves add up to */
    int64_t weights_lost;  /* weights too small beside the others to count */
    double chance_low;     /* equal attainability: the common chance lies between; else the smallest */
    double chance_high;    /* and the largest chance */
    double mean_chance;
    double chance_spread;      /* standard deviation */
    double near_mean;          /* share of reps within 20 % of the mean chance */
    double relation_to_size;   /* correlation of chance and expected total: 0 is fair to large and small */
    double expected_credited;  /* sum of E[min(total, quota)] */
    double expected_attaining; /* number of reps who will reach their quota */
    double team_chance;        /* P(team's total >= total), normal approximation */
    double price; /* what the next unit placed adds to expected_credited; NaN: nobody can take one */
    double chance_per_unit; /* how the common chance changes with one more unit of total; below 0 */
} attain_allocation_figures;

/* Errors: out_of_range (correlation). O(reps x up to 2000 tails), and for next_total O(log(range))
 * allocations. */
ATTAIN_API attain_status attain_allocation_summary(attain_context* context,
                                                   const attain_allocation* allocation,
                                                   attain_allocation_figures* out);

/* The tree after the split, in order of node ids; NULL columns are skipped. */
typedef struct attain_node_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* node_id;
    int64_t* amount;
    int64_t* plan; /* top-down: the node's share before over-assignment; else the amount */
    int64_t* low;  /* what its own bounds and those below leave */
    int64_t* high;
    int32_t* state;     /* ATTAIN_QUOTA_FREE, _AT_FLOOR, _AT_CAP */
    double* chance_low; /* of the reps whose chance this node sets; NaN when it sets none */
    double* chance_high;
} attain_node_columns;

/* Errors: buffer_too_small. O(nodes). */
ATTAIN_API attain_status attain_allocation_nodes(attain_context* context, const attain_allocation* allocation,
                                                 int64_t capacity, const attain_node_columns* out,
                                                 int64_t* needed);

/* Bounds that contradict each other, then bounds that gave way. The first are a smallest set: drop any one
 * and the rest can be met. */
typedef struct attain_bound_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t* relaxed; /* 0: part of the contradiction; 1: it gave way */
    int32_t* tag;     /* ATTAIN_BOUND_...: NODE is a bound of `node`, TOTAL the total, else of `rep_id` */
    int64_t* rep_id;
    int64_t* node_id;
    int64_t* from; /* what was asked */
    int64_t* to;   /* what is kept; of a contradiction the same */
} attain_bound_columns;

/* None when feasible. Errors: buffer_too_small. O(bounds). */
ATTAIN_API attain_status attain_allocation_bounds(attain_context* context,
                                                  const attain_allocation* allocation, int64_t capacity,
                                                  const attain_bound_columns* out, int64_t* needed);

enum {
    ATTAIN_TEXT_METHOD = 0, /* how it was split: "equal attainability" */
    ATTAIN_TEXT_PROBLEM = 1 /* why it cannot be, with the names of the team; "" when feasible */
};

/* A sentence about the allocation (what: ATTAIN_TEXT_...), NUL-terminated; *needed is its length with the
 * NUL. Errors: invalid_argument (what), buffer_too_small. O(length). */
ATTAIN_API attain_status attain_allocation_text(attain_context* context, const attain_allocation* allocation,
                                                int32_t what, char* text, int64_t capacity, int64_t* needed);

/* Other totals or policies against the same distributions and bounds: n scenarios. NULL columns are skipped;
 * quota and probability are n x n_reps, row by row, in order of rep ids, and ATTAIN_NULL_UNITS and NaN where
 * a scenario is infeasible. A row of totals is the frontier; a row of policies is a comparison. */
typedef struct attain_what_if_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double correlation;    /* in */
    const int32_t* policy; /* in; default: the allocation's for all */
    int32_t* feasible;
    double* chance_low;
    double* chance_high;
    double* mean_chance;
    double* chance_spread;
    double* relation_to_size;
    double* expected_credited;
    double* expected_attaining;
    double* team_chance;
    double* price;
    int64_t* quota;
    double* probability;
} attain_what_if_columns;

/* Errors, with the row: out_of_range (correlation), invalid_argument (policy), and those of attain_allocate
 * for that policy. O(n) allocations, and O(n x reps x up to 2000 tails). */
ATTAIN_API attain_status attain_allocation_what_if(attain_context* context,
                                                   const attain_allocation* allocation, int64_t n,
                                                   const int64_t* total, const attain_what_if_columns* out);

/* ---- grid solver: equal attainability for millions of reps ------------------------------------------- */

/* Memory that solves reuse: a warm one makes a solve free of allocations. One thread at a time. No errors of
 * its own. O(1). */
typedef struct attain_grid_workspace attain_grid_workspace;
ATTAIN_API attain_status attain_grid_workspace_new(attain_context* context, attain_grid_workspace** out);
ATTAIN_API void attain_grid_workspace_free(attain_grid_workspace* workspace);

typedef struct attain_grid_solution {
    uint32_t struct_size;
    int32_t feasible;  /* 0: the total lies outside [low_sum, high_sum]; no quota was written */
    int32_t certified; /* 1: proved: sum exact, bounds hold, no refused unit before a taken one; and the two
                        * knots around the place rise for everybody */
    int32_t passes;    /* full passes over the reps */
    int64_t low_sum;
    int64_t high_sum;
    double chance; /* of the worst unit taken: everybody who is not at a bound has it, up to one unit */
    double place;  /* the same on the grid */
} attain_grid_solution;

/* Splits total over n reps at the same chance, exactly with respect to the knots. Here knots are column by
 * column: knot j of rep i at knots[j * n + i], strictly rising in j. low and high are everybody's bounds.
 * tie: rep i's place among equals, a permutation of 0 .. n-1 that does not depend on the order of rows (NULL:
 * rows are ordered by id). quota has n entries. workspace NULL: private memory. Amounts below 2^50. The
 * answer is the same bytes on every machine. Errors: empty_input (n = 0), invalid_argument (grid size),
 * out_of_range (low above high; amounts beyond the range). That knots rise is not
 * checked before: where they do not around the place, the answer is not certified, and means nothing. O(n).
 */
ATTAIN_API attain_status attain_grid_solve(attain_context* context, attain_grid_workspace* workspace,
                                           int32_t grid_size, int64_t n, const double* knots,
                                           const int64_t* low, const int64_t* high, const uint32_t* tie,
                                           int64_t total, int64_t* quota, attain_grid_solution* out);
/* The same in half the memory, for counts below 2^24. Errors: as above. O(n). */
ATTAIN_API attain_status attain_grid_solve_narrow(attain_context* context, attain_grid_workspace* workspace,
                                                  int32_t grid_size, int64_t n, const float* knots,
                                                  const int32_t* low, const int32_t* high,
                                                  const uint32_t* tie, int64_t total, int32_t* quota,
                                                  attain_grid_solution* out);

/* ---- column solvers: other policies for millions of reps ---------------------------------------------- */

/* Memory that solves reuse: a warm one makes a solve free of allocations, rare exact detours aside. One
 * thread at a time. No errors of its own. O(1). */
typedef struct attain_column_workspace attain_column_workspace;
ATTAIN_API attain_status attain_column_workspace_new(attain_context* context, attain_column_workspace** out);
ATTAIN_API void attain_column_workspace_free(attain_column_workspace* workspace);

typedef struct attain_column_solution {
    uint32_t struct_size;
    int32_t feasible;  /* 0: the total lies outside [low_sum, high_sum]; no quota was written */
    int32_t certified; /* 1: proved: sum exact, bounds hold, no refused unit before a taken one */
    int32_t passes;    /* full passes over the reps */
    int64_t low_sum;
    int64_t high_sum;
    double level; /* the key of the worst unit taken; half of it for shares */
} attain_column_solution;

/* How shares are rounded: the key of a rep's k-th unit; the smallest keys are taken. */
enum {
    ATTAIN_DIVISOR_WEBSTER = 0,        /* (k - 1/2) / w: unbiased; also called Sainte-Lague */
    ATTAIN_DIVISOR_D_HONDT = 1,        /* k / w: favours large weights */
    ATTAIN_DIVISOR_ADAMS = 2,          /* (k - 1) / w: favours small weights */
    ATTAIN_DIVISOR_HUNTINGTON_HILL = 3 /* sqrt(k (k - 1)) / w: smallest relative differences */
};

/* In proportion to weights, or as little change as the total allows. 0 and NULL are the defaults. */
typedef struct attain_share_args {
    uint32_t struct_size;
    int32_t divisor;         /* ATTAIN_DIVISOR_... */
    const double* weight;    /* whole numbers in [0, 2^62), as attain_whole_weights makes them; default: 1 */
    const int64_t* previous; /* least change from these, at most 2^50 in size; default: 0 */
    int32_t change_cost;     /* of a change from previous: ATTAIN_CHANGE_... */
    int32_t reserved;
    int64_t quantum; /* quotas and bounds count in it; 1 to 2^50; default: 1 */
} attain_share_args;

/* n weights times one power of two, rounded to whole numbers, so that their sum stays below 2^62: ratios of
 * whole numbers stay exact. Errors, with the row: not_finite, out_of_range (a negative weight); empty_input
 * (n = 0, none above 0). O(n). */
ATTAIN_API attain_status attain_whole_weights(attain_context* context, int64_t n, const double* weight,
                                              double* whole);

/* Splits total over n reps in proportion to their weights, or near their previous quotas, exactly: the quotas
 * that attain_allocate_columns gives. low, high, tie, quota and workspace as in attain_grid_solve; bounds
 * from -2^50 to 2^50. The answer is the same bytes on every machine. Errors, with the row: empty_input (n =
 * 0), out_of_range (low above high, bounds, weights, previous or quantum beyond the range), not_finite,
 * invalid_argument (divisor, change_cost; Huntington-Hill without weights or with previous; absolute change
 * without previous or with a quantum). O(n). */
ATTAIN_API attain_status attain_shares_solve(attain_context* context, attain_column_workspace* workspace,
                                             const attain_share_args* args, int64_t n, const int64_t* low,
                                             const int64_t* high, const uint32_t* tie, int64_t total,
                                             int64_t* quota, attain_column_solution* out);

/* The same chance for all of n reps whose totals are normally distributed; deviation: the standard deviation,
 * above 0. All else as above. Errors, with the row: empty_input (n = 0), out_of_range (low above high,
 * bounds, mean or deviation beyond the range), not_finite. O(n). */
ATTAIN_API attain_status attain_normals_solve(attain_context* context, attain_column_workspace* workspace,
                                              int64_t n, const double* mean, const double* deviation,
                                              const int64_t* low, const int64_t* high, const uint32_t* tie,
                                              int64_t total, int64_t* quota, attain_column_solution* out);

/* Hamilton (largest remainder), without bounds: every quota is the exact share total x weight / sum of
 * weights, rounded down or up; the largest remainders go up, equal ones in the order of tie. weight: whole,
 * not negative, with a sum below 2^62; total: not negative, no share reaches 2^50; workspace and tie as in
 * attain_grid_solve. certified (NULL: not asked for): 1: proved. Errors: empty_input (n = 0, no weight at
 * all), out_of_range. O(n). */
ATTAIN_API attain_status attain_hamilton_solve(attain_context* context, attain_column_workspace* workspace,
                                               int64_t n, const int64_t* weight, const uint32_t* tie,
                                               int64_t total, int64_t* quota, int32_t* certified);

/* ---- explanation: how a number comes about ----------------------------------------------------------- */

/* Numbers in named whole-number lines that add up exactly, rep by rep. Immutable. Functions below make them:
 * of an allocation, a plan, a change of a plan, and of next period's goals. */
typedef struct attain_explanation attain_explanation;
ATTAIN_API void attain_explanation_free(attain_explanation* explanation);

/* What a line stands for. Each factor was switched on after the one before it and everything solved again, so
 * what a line says depends on this order. */
enum {
    /* a quota, from nothing */
    ATTAIN_FACTOR_BASE_SHARE = 0, /* an equal share of the total */
    ATTAIN_FACTOR_RECORD = 1,     /* own results and strengths at everybody's chance, at full working time */
    ATTAIN_FACTOR_LEAVE = 2,      /* days away, or not in the team for the whole period */
    ATTAIN_FACTOR_PART_TIME = 3,
    ATTAIN_FACTOR_RAMP = 4,
    ATTAIN_FACTOR_BOUNDS = 5, /* floors and caps; of a plan change caps too */
    ATTAIN_FACTOR_LOCKS = 6,
    ATTAIN_FACTOR_HEDGE = 7, /* the total raised above the number that is owed */
    ATTAIN_FACTOR_ROUNDING = 8,
    /* from one period's quota to the next one's */
    ATTAIN_FACTOR_PREVIOUS = 9,
    ATTAIN_FACTOR_WORKING_TIME = 10, /* more or less than before */
    ATTAIN_FACTOR_EVIDENCE = 11,     /* what the forecast bears at the chance aimed at */
    ATTAIN_FACTOR_DAMPING = 12,      /* the part of it that is not yet believed */
    ATTAIN_FACTOR_DEAD_BAND = 13,    /* a change within the noise is not made */
    ATTAIN_FACTOR_RATCHET = 14,      /* no raise because of one good period or one spike */
    ATTAIN_FACTOR_STEP = 15,         /* no more than so much at once */
    ATTAIN_FACTOR_RELIEF = 16,       /* a loss beyond the rep's control */
    ATTAIN_FACTOR_TEAM_TOTAL = 17,   /* so that the quotas add up to the team's number */
    /* inside a period */
    ATTAIN_FACTOR_DECISION = 18, /* a change that somebody made */
    ATTAIN_FACTOR_HANDOVER = 19, /* taken over, or handed on */
    /* a quota, after the record, where the policy reads something else */
    ATTAIN_FACTOR_WEIGHTS = 20,
    ATTAIN_FACTOR_VALUES = 21,
    ATTAIN_FACTOR_LAST_QUOTA = 22,
    /* in the place of the record, of those of whom nothing is recorded: what others brought */
    ATTAIN_FACTOR_TEAM_RECORD = 23,
    /* of an allocation alone */
    ATTAIN_FACTOR_POLICY = 100, /* the policy without anything else */
    ATTAIN_FACTOR_CHANGE_CAPS = 101,
    ATTAIN_FACTOR_TREE = 102 /* totals of nodes, and the way through the tree */
};

typedef struct attain_explanation_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* lines stand together by rep, in order of ids */
    int32_t* factor; /* ATTAIN_FACTOR_... */
    int64_t* amount; /* of one rep they add up to its number */
} attain_explanation_columns;

/* The lines. Errors: buffer_too_small. O(lines). */
ATTAIN_API attain_status attain_explanation_lines(attain_context* context,
                                                  const attain_explanation* explanation, int64_t capacity,
                                                  const attain_explanation_columns* out, int64_t* needed);

/* The sentences of explanations, in a language of yours. Immutable. */
typedef struct attain_catalogue attain_catalogue;

/* Reads lines `key = sentence`; what is not given keeps the English sentence, and text NULL is English.
 * Fields in a sentence: {amount} {change} {size} {note} {who} {metric}. Errors, with the 0-based line: parse
 * (no `=`, an unknown key or field), duplicate_id. O(length). */
ATTAIN_API attain_status attain_catalogue_new(attain_context* context, const char* text, int64_t length,
                                              attain_catalogue** out);
ATTAIN_API void attain_catalogue_free(attain_catalogue* catalogue);

/* Every key with its sentence, as attain_catalogue_new reads it: hand it to a translator. Errors:
 * buffer_too_small. O(length). */
ATTAIN_API attain_status attain_catalogue_text(attain_context* context, const attain_catalogue* catalogue,
                                               char* text, int64_t capacity, int64_t* needed);

/* The sentence of a line; catalogue NULL: English. Errors: out_of_range (row), buffer_too_small. O(length).
 */
ATTAIN_API attain_status attain_explanation_text(attain_context* context,
                                                 const attain_explanation* explanation,
                                                 const attain_catalogue* catalogue, int64_t row, char* text,
                                                 int64_t capacity, int64_t* needed);

/* Each quota of an allocation by the policy, ramp, bounds, change caps, locks, tree, over-assignment and
 * rounding. Errors: invalid_argument (there are no quotas). O(8 allocations). */
ATTAIN_API attain_status attain_allocation_explain(attain_context* context,
                                                   const attain_allocation* allocation,
                                                   attain_explanation** out);

/* ---- plan -------------------------------------------------------------------------------------------- */

typedef struct attain_plan attain_plan;

/* Goals for a period from an allocation of it. Errors: conflict (the allocation was made for another period),
 * wrong_metric (for another metric); neither is known of an allocation over columns. invalid_argument (it is
 * infeasible), unknown_id (it is of other reps); out_of_range, inverted_period. O(facts + reps x (reps +
 * days)). */
ATTAIN_API attain_status attain_plan_new(attain_context* context, const attain_estimator* estimator,
                                         int32_t begin, int32_t end, const attain_allocation* allocation,
                                         attain_plan** out);
ATTAIN_API void attain_plan_free(attain_plan* plan);

/* How the goals of a plan are set up. */
typedef struct attain_plan_args {
    uint32_t struct_size;
    uint32_t reserved;
    const int64_t* promised; /* what the team owes, not below 0; default: the allocation's total */
    double floor_chance;     /* a goal's floor is reached with at least this chance; default: 0.90 */
    double stretch_chance;   /* and its stretch with at least this one; default: 0.25 */
    int64_t n_weekly;        /* reps who see weeks instead of days */
    const int64_t* weekly_rep;
    int64_t goal_id; /* of the team's goal; 0: none */
    int64_t n_scope; /* tags that narrow what counts, for every goal: "product" = "Pro" */
    const char* const* scope_key;
    const char* const* scope_value;
    const char* who;            /* who made the plan; default: not said */
    const attain_ledger* facts; /* for best_observed, high_day and gaps; default: these stay unknown */
    int32_t gap_window;         /* calendar days up to as_of in which gaps are looked for; default: 91 */
    int32_t reserved2;
    int64_t n_also; /* other metrics whose rows also show that a rep logged */
    const int64_t* also_metric;
} attain_plan_args;

/* attain_plan_new with arguments. Errors: as attain_plan_new; out_of_range (a chance outside (0, 1);
 * gap_window), unknown_id (weekly_rep, with the row). O(facts + reps x (reps + days)). */
ATTAIN_API attain_status attain_plan_new_with(attain_context* context, const attain_estimator* estimator,
                                              int32_t begin, int32_t end, const attain_allocation* allocation,
                                              const attain_plan_args* args, attain_plan** out);

/* A plan as bytes, to store until its period is over: its goals with their distributions, daily targets and
 * change logs. "ATTN", u16 format, u16 kind, u64 length, payload, u32 CRC-32C, little endian on every
 * machine; the same plan gives the same bytes, and later versions read them. Errors: buffer_too_small.
 * O(goals x days). */
ATTAIN_API attain_status attain_plan_encode(attain_context* context, const attain_plan* plan,
                                            int64_t capacity, uint8_t* bytes, int64_t* needed);

/* And back, in any process: to track, change, review and audit it as if it had never been away. team is the
 * roster that says when its reps work. How the numbers were split is not in the bytes: attain_plan_explain
 * refuses, so explain a plan when you make it. Errors: corrupt_state (cut off, changed, or numbers that no
 * plan holds), newer_state, invalid_argument (bytes of another kind), parse (text that is not UTF-8),
 * unknown_id (a goal of somebody the team does not know). O(bytes). */
ATTAIN_API attain_status attain_plan_decode(attain_context* context, const attain_team* team,
                                            const uint8_t* bytes, int64_t n_bytes, attain_plan** out);

/* The team's number, and P(team's total >= it), NaN when nothing is known; either may be NULL. No errors of
 * its own. O(1). */
ATTAIN_API attain_status attain_plan_team(attain_context* context, const attain_plan* plan, int64_t* total,
                                          double* probability);

/* The plan as a whole. Set struct_size. */
typedef struct attain_plan_figures {
    uint32_t struct_size;
    int32_t as_of;
    int32_t begin;
    int32_t end;
    int64_t n_goals;
    int64_t total;          /* the goals' targets sum to it */
    int64_t promised;       /* what the team owes */
    double probability;     /* P(team's total >= promised) */
    double over_assignment; /* total / promised - 1; 0 when nothing is owed */
    /* What one equal number for all would have meant: */
    int64_t smallest_amount;
    int64_t largest_amount;
    double lowest_chance;  /* of the rep it hits hardest */
    double highest_chance; /* of the rep it asks least of */
    int64_t hardest_hit;
    int64_t least_asked;
    int64_t metric_id;
    int32_t kind; /* ATTAIN_METRIC_... */
    int32_t exponent;
    double under_assignment; /* 1 - promised / total: the share of the quotas that may be missed */
    int64_t unassigned;      /* held for nobody yet, by changes: total fell by it, promised did not */
} attain_plan_figures;

/* Errors: empty_input (a plan without goals). O(goals). */
ATTAIN_API attain_status attain_plan_summary(attain_context* context, const attain_plan* plan,
                                             attain_plan_figures* out);

enum { ATTAIN_VIEW_DAILY = 0, ATTAIN_VIEW_WEEKLY = 1 };

typedef struct attain_goal_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* in order */
    int64_t* target;
    double* probability;    /* P(total >= target) when the plan was made; NaN: nothing to learn from */
    double* low;            /* 10 % quantile of the total */
    double* high;           /* 90 % quantile */
    int64_t* floor;         /* nearly sure */
    int64_t* stretch;       /* what a good period would bring */
    int64_t* working_time;  /* of the rep in the period, when the target was set, in millionths of a full
                             * working day */
    int64_t* full_time;     /* of somebody full-time, always there and fully ramped */
    int32_t* last_fact;     /* last day with something recorded */
    int64_t* best_observed; /* largest total of a past period of this kind with 3/4 of its working time */
    int64_t* high_day;    /* the rep's own largest day of a year; one that stands out: three times the next */
    int64_t* goal_id;     /* 0: none */
    int64_t* parent;      /* the goal it is a part of; 0: none */
    int32_t* view;        /* ATTAIN_VIEW_... */
    int32_t* handed_over; /* the day it ended on, its rep having left; ATTAIN_NULL_DAY: it runs */
    int64_t* equal_share; /* what one equal number for all would have been, */
    double* equal_probability; /* and its chance */
} attain_goal_columns;

/* The goals, in order of rep ids. Errors: buffer_too_small. O(goals); equal_share and equal_probability
 * O(goals^2). */
ATTAIN_API attain_status attain_plan_goals(attain_context* context, const attain_plan* plan, int64_t capacity,
                                           const attain_goal_columns* out, int64_t* needed);

/* A rep's daily targets in whole units that sum to the quota: one entry a day with working time. Errors:
 * unknown_id, buffer_too_small. O(goals + days). */
ATTAIN_API attain_status attain_plan_days(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                          int64_t capacity, int32_t* day, int64_t* amount, int64_t* needed);

typedef struct attain_part_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t* begin; /* the days of the part that lie in the plan's period */
    int32_t* end;
    int32_t* whole_begin; /* the whole week, month, ... */
    int32_t* whole_end;
    int64_t* working_time; /* of those days, in millionths of a full working day */
    int64_t* target;       /* ATTAIN_NULL_UNITS: no working time, so not applicable, which is not 0 */
} attain_part_columns;

/* A rep's goal cut into days, weeks, months, quarters or years (by: ATTAIN_PERIOD_DAY to _YEAR): whole units,
 * each level the exact sum of the days below it; the running total is never behind the ideal line and never a
 * whole unit ahead of it. Errors: unknown_id, invalid_argument (by), buffer_too_small. O(days). */
ATTAIN_API attain_status attain_plan_parts(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                           int32_t by, int64_t capacity, const attain_part_columns* out,
                                           int64_t* needed);

/* Days in a row with working time and without any record that chance does not explain, up to the day of the
 * plan: half-open, in order. They make the audit's M a warning. Errors: unknown_id, buffer_too_small. O(goals
 * + gaps). */
ATTAIN_API attain_status attain_plan_gaps(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                          int64_t capacity, int32_t* begin, int32_t* end, int64_t* needed);

/* Each quota of a plan from nothing: an equal share of what is owed, own record, what the policy reads beside
 * it (weight, value, last quota), leave, part-time, ramp, bounds, locks, hedge, rounding. Lines of 0 are left
 * out. Errors: invalid_argument (a plan from bytes). O(10 allocations). */
ATTAIN_API attain_status attain_plan_explain(attain_context* context, const attain_plan* plan,
                                             attain_explanation** out);

typedef struct attain_version_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t* from;     /* first day on which it is in force */
    int64_t* target;   /* for a whole period */
    int32_t* revision; /* ATTAIN_REVISION_... */
    int32_t* decided;  /* the day it was decided on */
    int64_t* before;   /* what the period asked for in all before; ATTAIN_NULL_UNITS: the goal's birth */
    int64_t* after;
    double* probability_before; /* NaN: unknown */
    double* probability_after;
} attain_version_columns;

/* The change log of a rep's goal, in order of decision. Errors: unknown_id, buffer_too_small. O(goals +
 * versions). */
ATTAIN_API attain_status attain_plan_versions(attain_context* context, const attain_plan* plan,
                                              int64_t rep_id, int64_t capacity,
                                              const attain_version_columns* out, int64_t* needed);

enum { ATTAIN_VERSION_WHO = 0, ATTAIN_VERSION_WHY = 1 };

/* Who decided a version, or why. Errors: unknown_id, out_of_range (row), invalid_argument (what),
 * buffer_too_small. O(goals + length). */
ATTAIN_API attain_status attain_plan_version_text(attain_context* context, const attain_plan* plan,
                                                  int64_t rep_id, int64_t row, int32_t what, char* text,
                                                  int64_t capacity, int64_t* needed);

enum {
    ATTAIN_CHANGE_REVISE = 0,    /* a new target for a whole period, in force from a day on */
    ATTAIN_CHANGE_HAND_OVER = 1, /* a leaver's rest goes to the others */
    ATTAIN_CHANGE_TAKE_IN = 2    /* somebody who came inside the period gets a goal */
};

typedef struct attain_change_args {
    uint32_t struct_size;
    int32_t change; /* ATTAIN_CHANGE_... */
    int64_t rep_id;
    const char* who;  /* required: kept with the goal */
    const char* why;  /* required */
    int64_t target;   /* revise */
    int32_t from;     /* revise: first day of the new target */
    int32_t revision; /* revise: restate replaces the line from the first day on, visibly */
    int32_t freed;    /* hand over, take in: ATTAIN_FREED_... */
    int32_t reserved;
    double chance; /* take in: what the new goal aims at; default: 0.6 */
} attain_change_args;

/* A changed plan beside the old one: days that are over keep their line. `now` knows the roster and the facts
 * of the day of the change. why (may be NULL): from each old target to the new one. freed and unassigned (may
 * be NULL): what was given up, and what nobody has of the plan's number. Errors: unknown_id, out_of_range
 * (from outside the period; a negative target; chance outside (0, 1)), conflict (days that are over; a leaver
 * who still has working time; a joiner who has a goal; an estimator of a day before the plan's), wrong_metric
 * (an estimator of another one), invalid_argument (who or why is empty; nobody to take
 * it over, or with anything to give up). O(facts + goals x (reps + days)), and where a number is handed on an
 * allocation. */
ATTAIN_API attain_status attain_plan_change(attain_context* context, const attain_plan* plan,
                                            const attain_estimator* now, const attain_change_args* args,
                                            attain_plan** out, attain_explanation** why, int64_t* freed,
                                            int64_t* unassigned);

/* ---- audit ------------------------------------------------------------------------------------------- */

enum { ATTAIN_VERDICT_PASS = 0, ATTAIN_VERDICT_WARN = 1, ATTAIN_VERDICT_FAIL = 2 };

/* The SMART audit of a rep's goal, one question at a time: question is 0 to 4 for S, M, A, R, T. The reason
 * is written NUL-terminated into `reason` of `capacity` bytes; *needed is its length with the NUL. Errors:
 * unknown_id, out_of_range (question), buffer_too_small (verdict and figure are written, the reason is not).
 * O(goals). */
ATTAIN_API attain_status attain_plan_verdict(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                             int32_t question, int32_t* verdict, double* figure, char* reason,
                                             int64_t capacity, int64_t* needed);

/* The audit of a whole plan: immutable. */
typedef struct attain_audit attain_audit;

/* What counts as what; every default is the field's practice. Chances, and differences of chances, are at
 * most 1. */
typedef struct attain_audit_args {
    uint32_t struct_size;
    int32_t stale_days;     /* calendar days without a record; default: 14 */
    double attainable_low;  /* pass inside this band of chances; default: 0.50 */
    double attainable_high; /* not below attainable_low; default: 0.75 */
    double hopeless;        /* fail below; not above attainable_low; default: 0.10, or that if it is less */
    double team_chance;     /* warn below; default: 0.50 */
    double same_number;     /* one number for all is wrong when chances differ by more; default: 0.20 */
    double over_assignment; /* warn above; default: 0.25 */
} attain_audit_args;

/* args NULL: the defaults. Errors: not_finite, out_of_range (args), conflict (hopeless above attainable_low,
 * or that above attainable_high). O(goals^2). */
ATTAIN_API attain_status attain_audit_new(attain_context* context, const attain_plan* plan,
                                          const attain_audit_args* args, attain_audit** out);
ATTAIN_API void attain_audit_free(attain_audit* audit);

/* What would turn a letter green. */
enum {
    ATTAIN_REMEDY_NONE = 0,
    ATTAIN_REMEDY_NAME_OWNER = 1,
    ATTAIN_REMEDY_OWN_TARGET = 2, /* a target of the rep's own: amount */
    ATTAIN_REMEDY_KEEP_RECORD = 3,
    ATTAIN_REMEDY_LOWER_TARGET = 4, /* to amount */
    ATTAIN_REMEDY_RAISE_TARGET = 5,
    ATTAIN_REMEDY_MORE_DATA = 6,
    ATTAIN_REMEDY_MOVE_UNITS = 7,  /* put amount on the targets, so that they meet the total */
    ATTAIN_REMEDY_LOWER_TOTAL = 8, /* what the team owes, to amount */
    ATTAIN_REMEDY_LATER_DEADLINE = 9
};

typedef struct attain_audit_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;   /* five rows a goal, in order of rep ids */
    int32_t* question; /* 0 to 4: S, M, A, R, T */
    int32_t* verdict;  /* ATTAIN_VERDICT_... */
    /* S: teammates with exactly this target; M: days since the last record, -1: never; A: P(total >= target);
     * R: P(team >= what it owes); T: working days left. */
    double* figure;
    int32_t* remedy; /* ATTAIN_REMEDY_... */
    int64_t* amount; /* of the remedy */
} attain_audit_columns;

/* Errors: buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_audit_findings(attain_context* context, const attain_audit* audit,
                                               int64_t capacity, const attain_audit_columns* out,
                                               int64_t* needed);

enum {
    ATTAIN_AUDIT_REASON = 0,  /* why the verdict of a row */
    ATTAIN_AUDIT_CHANGE = 1,  /* the smallest change that turns it green; "" when it is */
    ATTAIN_AUDIT_ONE_SIZE = 2 /* of the plan: what one number for all would mean; row is not read */
};

/* One plain sentence. Errors: invalid_argument (what), out_of_range (row), buffer_too_small. O(length). */
ATTAIN_API attain_status attain_audit_text(attain_context* context, const attain_audit* audit, int64_t row,
                                           int32_t what, char* text, int64_t capacity, int64_t* needed);

/* ---- tracking: where goals stand on a day ------------------------------------------------------------ */

/* The goals of a plan as of an estimator's day. Immutable. */
typedef struct attain_progress attain_progress;

/* Whether the estimator's last day is over. COUNTS: the day after it is running, its facts are in the ledger
 * and it is the first of the days left; chances are those of the evening before. DOES_NOT_COUNT: the
 * estimator's day is running, but nothing more is to come of it. */
enum { ATTAIN_TODAY_OVER = 0, ATTAIN_TODAY_COUNTS = 1, ATTAIN_TODAY_DOES_NOT_COUNT = 2 };

/* Levels of status: entered at or above `enter`, left below `leave` only, so that a value near a bound does
 * not flip the status every day. `leave` is not above `enter`, nor a lower level's `enter` above the upper
 * one's `leave`; chances are at most 1. 0 is the default. */
typedef struct attain_track_args {
    uint32_t struct_size;
    int32_t today;              /* ATTAIN_TODAY_... */
    double p_on_track_enter;    /* chance; default: 0.55 */
    double p_on_track_leave;    /* default: 0.45 */
    double p_at_risk_enter;     /* default: 0.30 */
    double p_at_risk_leave;     /* default: 0.20 */
    double pace_on_track_enter; /* actual / expected; default: 1.00 */
    double pace_on_track_leave; /* default: 0.92 */
    double pace_at_risk_enter;  /* default: 0.85 */
    double pace_at_risk_leave;  /* default: 0.78 */
} attain_track_args;

/* Tracks every goal of a plan. `before` is the progress of an earlier day (NULL: none): status, milestones
 * and movement follow from it. args NULL: the defaults. Errors: out_of_range (before is not earlier; bounds
 * out of order), not_finite, invalid_argument (today; a period that is over), conflict (before is of other
 * goals; facts that are not those of now), wrong_metric (an estimator of another one), unknown_id (a goal of
 * somebody whom the estimator's team does not know). O(facts + goals x (goals + reps + days)). */
ATTAIN_API attain_status attain_progress_new(attain_context* context, const attain_plan* plan,
                                             const attain_estimator* now, const attain_ledger* facts,
                                             const attain_progress* before, const attain_track_args* args,
                                             attain_progress** out);
ATTAIN_API void attain_progress_free(attain_progress* progress);

typedef struct attain_progress_figures {
    uint32_t struct_size;
    int32_t as_of;
    int64_t n_goals;
    int64_t actual;       /* of everybody in the team */
    int64_t without_goal; /* the part of it that is in nobody's goal: joiners, leavers' cancellations */
    int64_t total;        /* what the team owes: the plan's promised, not the sum of its targets */
    int64_t due;          /* of that by now, in the proportion of the goals' due to their targets */
    double probability;   /* P(team >= what it owes); NaN: unknown */
    double low;           /* the team's total lies between with 80 %; NaN: unknown */
    double high;
} attain_progress_figures;

/* The goals together. No errors of its own. O(1). */
ATTAIN_API attain_status attain_progress_summary(attain_context* context, const attain_progress* progress,
                                                 attain_progress_figures* out);

enum {
    ATTAIN_GOAL_NOT_APPLICABLE = 0, /* no working time in the period */
    ATTAIN_GOAL_TOO_EARLY = 1,      /* no whole unit expected yet and no chance known */
    ATTAIN_GOAL_BEHIND = 2,
    ATTAIN_GOAL_AT_RISK = 3,
    ATTAIN_GOAL_ON_TRACK = 4,
    ATTAIN_GOAL_REACHED = 5, /* can be lost again when a deal is cancelled */
    ATTAIN_GOAL_MISSED = 6   /* no working time left and the target not met */
};

/* Whether what is missing can be brought. */
enum {
    ATTAIN_FEASIBILITY_UNKNOWN = 0,
    ATTAIN_FEASIBILITY_WITHIN_OBSERVED = 1,     /* no day asks for more than the rep's own high day */
    ATTAIN_FEASIBILITY_BEYOND_ANY_OBSERVED = 2, /* some day does: say so instead of the figure */
    ATTAIN_FEASIBILITY_NO_TIME_LEFT = 3,
    ATTAIN_FEASIBILITY_REACHED = 4,
    ATTAIN_FEASIBILITY_NOT_APPLICABLE = 5
};

typedef struct attain_progress_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* in order */
    int64_t* actual;
    int64_t* target;           /* of the period, changes included */
    int64_t* due;              /* what the daily targets up to now add up to */
    int64_t* remaining;        /* max(0, target - actual) */
    int64_t* surplus;          /* max(0, actual - target) */
    int32_t* attainment_state; /* ATTAIN_ATTAINMENT_... */
    int64_t* basis_points;     /* floor(10,000 x actual / target); ATTAIN_NULL_UNITS unless known */
    int32_t* status;           /* ATTAIN_GOAL_... */
    double* probability;       /* P(total >= target) now; NaN: unknown */
    double* low;               /* the total lies between with 80 %; NaN: unknown */
    double* high;
    double* expected;             /* by the end of the last completed day */
    double* ratio;                /* actual on completed days / expected */
    double* elapsed;              /* share of the period's working time that is over */
    double* run_rate;             /* actual per full working day so far */
    double* projection;           /* actual + run rate x working time left: not a forecast */
    double* projected_attainment; /* projection / target */
    double* required_rate;        /* remaining per full working day left */
    int64_t* time_over;           /* in millionths of a full working day */
    int64_t* time_left;
    int32_t* feasibility; /* ATTAIN_FEASIBILITY_... */
    int32_t* days_beyond; /* days of the catch-up that ask for more than the high day */
    int32_t* next_day; /* the first day left that must bring something; ATTAIN_NULL_DAY: none, or reached */
    int64_t* next_amount; /* and what it must bring */
} attain_progress_columns;

/* The goals, in order of rep ids. Errors: buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_progress_goals(attain_context* context, const attain_progress* progress,
                                               int64_t capacity, const attain_progress_columns* out,
                                               int64_t* needed);

/* What each day left must bring, in whole units that sum to what remains: one entry a day with working time;
 * none when no day is left. Errors: unknown_id, buffer_too_small. O(goals + days). */
ATTAIN_API attain_status attain_progress_catch_up(attain_context* context, const attain_progress* progress,
                                                  int64_t rep_id, int64_t capacity, int32_t* day,
                                                  int64_t* amount, int64_t* needed);

/* Why a position or a chance moved since `before`. */
enum {
    ATTAIN_MOVER_TIME = 0,      /* working time passed; with it, what was learned about the rep */
    ATTAIN_MOVER_BOOKED = 1,    /* facts of the days since */
    ATTAIN_MOVER_CORRECTED = 2, /* earlier days say something else now */
    ATTAIN_MOVER_NEW_TARGET = 3
};

typedef struct attain_movement_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    int32_t* mover;      /* ATTAIN_MOVER_... */
    int64_t* position;   /* change of actual - due; of one rep they add up to the change */
    double* probability; /* likewise; NaN where one of the two chances is unknown */
} attain_movement_columns;

/* None without `before`. Errors: buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_progress_moves(attain_context* context, const attain_progress* progress,
                                               int64_t capacity, const attain_movement_columns* out,
                                               int64_t* needed);

typedef struct attain_milestone_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    double* share;    /* of the target */
    int32_t* reached; /* now: 1 or 0 */
    int32_t* first_reached;
    int32_t* last_lost;
    int32_t* times_lost;
} attain_milestone_columns;

/* Shares of the target with the day each was first reached. Errors: buffer_too_small. O(milestones). */
ATTAIN_API attain_status attain_progress_milestones(attain_context* context, const attain_progress* progress,
                                                    int64_t capacity, const attain_milestone_columns* out,
                                                    int64_t* needed);

/* The status of a row in one plain sentence: what is done, what the next day must bring, what moved. Errors:
 * out_of_range (row), buffer_too_small. O(length). */
ATTAIN_API attain_status attain_progress_text(attain_context* context, const attain_progress* progress,
                                              int64_t row, char* text, int64_t capacity, int64_t* needed);

/* What you stored of a progress, to pass as `before` the next day. */
typedef struct attain_progress_args {
    uint32_t struct_size;
    int32_t as_of;
    int64_t n_goals;
    const int64_t* rep_id;
    const int64_t* actual;
    const int64_t* target;
    const int64_t* due;
    const int32_t* status;
    const double* probability; /* NaN: unknown */
    int64_t n_milestones;      /* default: the standard ones, none of them reached yet */
    const int64_t* milestone_rep;
    const double* milestone_share;
    const int32_t* milestone_reached;
    const int32_t* milestone_first_reached;
    const int32_t* milestone_last_lost;
    const int32_t* milestone_times_lost;
    const int64_t* total;           /* what the team owes; default: the sum of the targets */
    const double* team_probability; /* P(team >= what it owes); default, and NaN: unknown */
} attain_progress_args;

/* What was not stored is not known: NaN, ATTAIN_NULL_UNITS, no movement, and "" as text. The summary's sums
 * are those of the columns. Errors, with the row: unknown_id (a milestone of nobody), duplicate_id,
 * out_of_range (probability, share), not_finite, invalid_argument (status), overflow. O((goals + milestones)
 * log goals). */
ATTAIN_API attain_status attain_progress_restore(attain_context* context, const attain_progress_args* args,
                                                 attain_progress** out);

typedef struct attain_counterfactual_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    double* probability;    /* now */
    int64_t* target;        /* the target that has the wanted chance */
    int64_t* more_in_all;   /* or so many more than now expected, until the deadline */
    int64_t* more_per_week; /* the same a week of five days the rep works, rounded up */
    int32_t* more_days;     /* or so many more working days, at most 60; -1: not known */
} attain_counterfactual_columns;

/* For each goal the smallest change that alone gives it the wanted chance; ATTAIN_NULL_UNITS when none does.
 * Errors: out_of_range (wanted outside (0, 1)), wrong_metric (an estimator of another one), unknown_id,
 * invalid_argument (a period that is over), buffer_too_small. O(goals x (reps + days)), some seven forecasts
 * for each goal. */
ATTAIN_API attain_status attain_counterfactuals(attain_context* context, const attain_plan* plan,
                                                const attain_estimator* now, double wanted, int64_t capacity,
                                                const attain_counterfactual_columns* out, int64_t* needed);

/* `4 more a week, or 3 more days, or a target of 16`, of one rep's goal; "" when nothing needs to change.
 * Errors: as above. O(goals + reps + days). */
ATTAIN_API attain_status attain_counterfactual_text(attain_context* context, const attain_plan* plan,
                                                    const attain_estimator* now, double wanted,
                                                    int64_t rep_id, char* text, int64_t capacity,
                                                    int64_t* needed);

/* ---- attainment: actual against target, exactly ------------------------------------------------------ */

enum {
    ATTAIN_ATTAINMENT_KNOWN = 0,
    ATTAIN_ATTAINMENT_NO_TARGET = 1, /* nothing was asked for, which is not a target of 0 */
    ATTAIN_ATTAINMENT_ZERO_TARGET = 2,
    ATTAIN_ATTAINMENT_NEGATIVE_TARGET = 3,
    ATTAIN_ATTAINMENT_NO_ACTUAL = 4,     /* not recorded, which is not 0 */
    ATTAIN_ATTAINMENT_NOT_APPLICABLE = 5 /* no working time: never 0 %, never 100 % */
};

typedef struct attain_attainment_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int32_t* state;        /* ATTAIN_ATTAINMENT_... */
    int32_t* reached;      /* decided on the integers: 1 or 0 */
    int64_t* basis_points; /* floor(10,000 x actual / target): 99.999 % is 9999; NULL_UNITS unless known */
    double* value;         /* NaN unless known */
    /* Where lower is better the target is a limit: */
    int32_t* kept;     /* actual <= limit: 1 or 0 */
    int64_t* headroom; /* limit - actual; ATTAIN_NULL_UNITS unless both are known */
} attain_attainment_columns;

/* n ratios actual / target; ATTAIN_NULL_UNITS is "not recorded" and "no target". applicable NULL: all are; a
 * byte of 0: no working time. Errors: overflow (headroom). O(n). */
ATTAIN_API attain_status attain_attainment(attain_context* context, int64_t n, const int64_t* actual,
                                           const int64_t* target, const uint8_t* applicable,
                                           const attain_attainment_columns* out);

/* sum of weight x attainment in basis points / sum of weights, over the parts that have a ratio, in basis
 * points; cap (NULL: none): no part is credited with more; ATTAIN_NULL_UNITS in it: uncapped. *basis_points
 * is ATTAIN_NULL_UNITS when no part has a ratio. Errors: empty_input (n = 0), out_of_range (a weight that is
 * not above 0, a negative cap; with the row), overflow. O(n). */
ATTAIN_API attain_status attain_composite_score(attain_context* context, int64_t n, const int64_t* actual,
                                                const int64_t* target, const int64_t* weight,
                                                const int64_t* cap, int64_t* basis_points);

/* ---- review: what a closed period taught ------------------------------------------------------------- */

typedef struct attain_review attain_review;

/* Closes a plan: its goals against the facts of its period. team_as_it_was may differ from the plan's
 * (somebody was ill); reversals is ATTAIN_REVERSALS_... Errors: out_of_range (as_of before the period's last
 * day), unknown_id, invalid_argument (reversals). O(facts + goals x days). */
ATTAIN_API attain_status attain_review_new(attain_context* context, const attain_plan* plan,
                                           const attain_team* team_as_it_was, const attain_ledger* facts,
                                           int32_t as_of, int32_t reversals, attain_review** out);
ATTAIN_API void attain_review_free(attain_review* review);

typedef struct attain_review_figures {
    uint32_t struct_size;
    int32_t begin;
    int32_t end;
    int32_t consistent; /* 1: as many reached as the chances said, within two of their spreads */
    int64_t n_goals;
    int64_t total;
    int64_t promised;
    int64_t actual;          /* of everybody in the team */
    int64_t without_goal;    /* the part of it that is in nobody's goal */
    int64_t judged;          /* goals with a record whose chance was known, not handed over, */
    int64_t reached;         /* and of these those that reached what the chance was of */
    double said;             /* the team's chance when its period began; NaN: unknown */
    double expected_reached; /* sum of the chances */
    double spread;           /* of the number reached, if the chances are true and independent */
    double brier;            /* mean of (chance - reached)^2; NaN without goals */
    double surprise;         /* (reached - expected) / spread */
    double share_at_quota;   /* of the goals with an attainment; NaN without */
    double aimed;            /* mean of the chances */
} attain_review_figures;

/* The period as a whole. No errors of its own. O(1). */
ATTAIN_API attain_status attain_review_summary(attain_context* context, const attain_review* review,
                                               attain_review_figures* out);

typedef struct attain_closed_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* in order */
    int64_t* target;
    int64_t* actual;
    int32_t* attainment_state; /* ATTAIN_ATTAINMENT_... */
    int64_t* basis_points;
    int64_t* working_time; /* as it turned out, in millionths of a full working day, */
    int64_t* planned_time; /* and as it was known when the target was set */
    double* said;          /* the chance of the goal as it stood when its period began, or was set inside it;
                            * NaN: unknown */
    int64_t* said_of;      /* the target that this was the chance of; ATTAIN_NULL_UNITS: unknown */
    double* rank;          /* of the actual in that forecast, 0 to 1; NaN: unknown */
    int64_t* largest_day;  /* the largest day's quantity */
    double* largest_share; /* of the actual; NaN unless that is positive */
    int32_t* handed_over; /* the day on which its rep's goal ended, with what was earned as the target; such a
                           * goal is not judged; ATTAIN_NULL_DAY: it ran to the end */
} attain_closed_columns;

/* The goals: store these columns, attain_adjustment_new reads them, with the review's period. Errors:
 * buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_review_goals(attain_context* context, const attain_review* review,
                                             int64_t capacity, const attain_closed_columns* out,
                                             int64_t* needed);

/* What is left of a longer period's number for each of its parts still to come: total less actual, by working
 * time, in n whole units that sum to it; nothing left: zeros. Errors: empty_input (something left and no
 * working time), out_of_range (negative working time, with the row), overflow. O(n). */
ATTAIN_API attain_status attain_remainder(attain_context* context, int64_t total, int64_t actual, int64_t n,
                                          const int64_t* working_time, int64_t* amount);

/* ---- next goals -------------------------------------------------------------------------------------- */

/* Next period's goals from the last ones and the evidence since, without ratcheting. Immutable. */
typedef struct attain_adjustment attain_adjustment;

typedef struct attain_adjust_args {
    uint32_t struct_size;
    uint32_t reserved;
    /* Closed goals of any past periods, as attain_review_goals gave them. Of each rep the one that began last
     * is the last goal; the others keep one good period from raising a quota, and are what somebody back from
     * leave starts from. */
    int64_t n_closed;
    const int64_t* closed_rep;
    const int32_t* closed_begin;
    const int32_t* closed_end;
    const int64_t* closed_target;
    const int64_t* closed_actual;
    const int64_t* closed_working_time;
    /* The days that the target was set for; default: closed_working_time. */
    const int64_t* closed_planned_time;
    /* Targets of the running period that are reached already, when re-adjusting inside it. */
    int64_t n_reached;
    const int64_t* reached_rep;
    const int64_t* reached_target;
    /* Losses beyond a rep's control: a lost account, a territory handed over. */
    int64_t n_reliefs;
    const int64_t* relief_rep;
    const int64_t* relief_amount; /* of a period's result that is lost; above 0 */
    const char* const* relief_trigger;
    const char* const* relief_approved_by;
    double chance;       /* what each goal aims at; default: 0.60 */
    double damping_days; /* own effective days at which half of the evidence is believed; default: 40;
                            against a quota set for part of the new working time, that part of them */
    double step;         /* largest change at once, as a share, at least a whole one; default: 0.20 */
    double dead_band;    /* no change below this share of the forecast's spread; default: 0.25 */
    double relief_share; /* relief from this share of the 80 % interval's half-width on; default: 0.60 */
    uint64_t salt;       /* of ties */
} attain_adjust_args;

/* Goals of [begin, end) that sum to total, for every rep with working time in it. To make a plan of them,
 * allocate with `lock` = after. A total that the steps cannot reach is no error: see the figures. Errors,
 * with the row: duplicate_id (two goals of a rep that begin on one day; a rep twice among those reached),
 * unknown_id, out_of_range, not_finite, inverted_period, overflow, and those of attain_allocate. O(days +
 * reps^2 + n_closed x goals of one rep) and an allocation. */
ATTAIN_API attain_status attain_adjustment_new(attain_context* context, const attain_estimator* estimator,
                                               int32_t begin, int32_t end, int64_t total,
                                               const attain_adjust_args* args, attain_adjustment** out);
ATTAIN_API void attain_adjustment_free(attain_adjustment* adjustment);

typedef struct attain_adjustment_figures {
    uint32_t struct_size;
    int32_t feasible; /* 0: the goals are the wishes, and do not add up to total */
    int64_t n_goals;
    int64_t n_gone; /* reps who had a goal and have no working time now */
    int64_t total;
    int64_t wished;  /* sum before the team's total was met */
    int32_t problem; /* ATTAIN_INFEASIBLE_... */
    int32_t reserved;
    int64_t gap;
} attain_adjustment_figures;

/* The goals together. No errors of its own. O(1). */
ATTAIN_API attain_status attain_adjustment_summary(attain_context* context,
                                                   const attain_adjustment* adjustment,
                                                   attain_adjustment_figures* out);

typedef struct attain_adjusted_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* in order */
    int64_t* before; /* the old quota; 0 for a joiner */
    int64_t* after;
    double* lambda;      /* share of the evidence that was believed */
    int32_t* changed;    /* 1: apart from working time */
    double* probability; /* of the new quota; NaN: unknown */
} attain_adjusted_columns;

/* The goals. Errors: buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_adjustment_goals(attain_context* context, const attain_adjustment* adjustment,
                                                 int64_t capacity, const attain_adjusted_columns* out,
                                                 int64_t* needed);

/* Reps who had a goal and have no working time now; their numbers are in the total. Errors: buffer_too_small.
 * O(gone). */
ATTAIN_API attain_status attain_adjustment_gone(attain_context* context, const attain_adjustment* adjustment,
                                                int64_t capacity, int64_t* rep_id, int64_t* needed);

/* Why the steps and the total contradict each other; "" when they do not. Errors: buffer_too_small.
 * O(length). */
ATTAIN_API attain_status attain_adjustment_text(attain_context* context, const attain_adjustment* adjustment,
                                                char* text, int64_t capacity, int64_t* needed);

/* From each old quota to the new one: previous, working time, evidence, damping, dead band, ratchet guard,
 * step, relief, team total. No errors of its own. O(lines). */
ATTAIN_API attain_status attain_adjustment_explain(attain_context* context,
                                                   const attain_adjustment* adjustment,
                                                   attain_explanation** out);

/* The smallest loss that is relieved, for each of n reps with that quota: large where results scatter widely,
 * small where quotas are exact. relief_share as in attain_adjust_args; 0: its default. Errors: as
 * attain_forecast; out_of_range and not_finite (relief_share). O(n x (reps + days)). */
ATTAIN_API attain_status attain_relief_threshold(attain_context* context, const attain_estimator* estimator,
                                                 int32_t begin, int32_t end, int64_t n, const int64_t* rep_id,
                                                 const int64_t* quota, double relief_share,
                                                 int64_t* threshold);

/* ---- ratios and averages ------------------------------------------------------------------------------ */

/* Both sides of a ratio for one team as of a day, understood: won of decided, revenue per deal. Immutable. */
typedef struct attain_ratio attain_ratio;

enum {
    ATTAIN_RATIO_SHARE = 0,  /* the numerator counts some of the denominator's events: won of decided */
    ATTAIN_RATIO_ODDS = 1,   /* both are parts of one whole: won to lost */
    ATTAIN_RATIO_AVERAGE = 2 /* the numerator is a sum over the denominator's events: revenue per deal */
};

/* name is for texts ("win rate"). Both metrics stand in one ledger; facts after as_of are ignored. Sums are
 * divided, never daily ratios averaged. Errors: wrong_metric (a denominator that is no count in whole events;
 * for shares and odds the numerator too), invalid_argument (kind), and those of attain_estimator_new. O(facts
 * log facts + reps x days). */
ATTAIN_API attain_status attain_ratio_new(attain_context* context, const attain_team* team, int32_t kind,
                                          const char* name, const attain_metric* numerator,
                                          const attain_metric* denominator, const attain_ledger* facts,
                                          int32_t as_of, attain_ratio** out);
ATTAIN_API void attain_ratio_free(attain_ratio* ratio);

/* n rows; NULL columns are not computed. All but `undefined` are meant given that there is a ratio at all. */
typedef struct attain_ratio_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double* probability; /* P(ratio >= target) */
    double* within;      /* P(ratio <= target): attainability where lower is better */
    double* undefined;   /* P(no event at all by the end): neither 0 nor reached */
    double* mean;        /* expected numerator over expected denominator; NaN: there can be none */
    double* low;         /* 10 % quantile */
    double* high;        /* 90 % quantile */
    int64_t* numerator_done;
    int64_t* denominator_done;
    int32_t* grade; /* ATTAIN_GRADE_... */
} attain_ratio_columns;

/* Forecasts the ratio of a period for n reps (ATTAIN_NULL_UNITS: the team). The target of a row is target[i]
 * / scale[i]: 40 % is 2 / 5, an average of 2,500.00 in cents 250000 / 1. Numerator and denominator move
 * together and are forecast together. Errors, with the row: unknown_id, inverted_period, out_of_range (a
 * scale that is not above 0); invalid_argument (a period that is over). O(n x (days with facts + reps +
 * log(range) tails)). */
ATTAIN_API attain_status attain_ratio_forecast(attain_context* context, const attain_ratio* ratio,
                                               int32_t begin, int32_t end, int64_t n, const int64_t* rep_id,
                                               const int64_t* target, const int64_t* scale,
                                               const attain_ratio_columns* out);

/* Whether a goal's target is to be reached, or is a limit to keep. */
enum { ATTAIN_BETTER_HIGHER = 0, ATTAIN_BETTER_LOWER = 1 };

/* For n reps the target whose chance is nearest to `chance` from the safe side, as target[i] / scale[i]:
 * shares in basis points (3810 / 10000), odds and averages of whole events in hundredths, other averages in
 * the numerator's units, in steps that people read (tenths of a percent, hundredths, tenths for averages from
 * 10 on); ATTAIN_NULL_UNITS where there can be no ratio.
 * Errors: out_of_range unless 0 < chance < 1, invalid_argument (better), and as attain_ratio_forecast. O(n x
 * (days with facts + reps + log(range) tails)). */
ATTAIN_API attain_status attain_ratio_targets(attain_context* context, const attain_ratio* ratio,
                                              int32_t begin, int32_t end, int32_t better, double chance,
                                              int64_t n, const int64_t* rep_id, int64_t* target,
                                              int64_t* scale);

/* Goals whose metric is a ratio, of one period. They have a chance, an audit and a progress like other goals,
 * but nothing to divide: a ratio is not prorated over days, and the team's is not the sum of the reps'. So
 * there is no handle: these columns are all there is to store. */
typedef struct attain_ratio_goals {
    uint32_t struct_size;
    int32_t better; /* ATTAIN_BETTER_... */
    int32_t begin;
    int32_t end;
    int64_t n;
    const int64_t* rep_id; /* ATTAIN_NULL_UNITS: the team */
    const int64_t* target; /* to reach, or the limit to keep: target[i] / scale[i], not below 0 */
    const int64_t* scale;
} attain_ratio_goals;

/* The SMART audit, in the columns of attain_audit_findings: five rows a goal, in the order of the goals. What
 * differs. M: days since the last fact on either side. A: P(target reached, or limit kept); more than even
 * odds that there is no ratio at all is a warning. R: always a pass, figure 0. The remedy's amount is a
 * target as attain_ratio_targets writes it. Of args only attainable_low, attainable_high, hopeless and
 * stale_days are read; NULL: the defaults. A team's rep_id is ATTAIN_NULL_UNITS. Errors: as
 * attain_ratio_forecast and attain_audit_new; out_of_range (a target below 0), buffer_too_small. O(n x (days
 * with facts + reps + log(range) tails)). */
ATTAIN_API attain_status attain_ratio_audit(attain_context* context, const attain_ratio* ratio,
                                            const attain_ratio_goals* goals, const attain_audit_args* args,
                                            int64_t capacity, const attain_audit_columns* out,
                                            int64_t* needed);

/* The sentence of a finding: row is that of attain_ratio_audit, what is ATTAIN_AUDIT_REASON or _CHANGE.
 * Errors: as attain_ratio_audit; invalid_argument (what), out_of_range (row). O(days with facts + reps +
 * log(range) tails). */
ATTAIN_API attain_status attain_ratio_audit_text(attain_context* context, const attain_ratio* ratio,
                                                 const attain_ratio_goals* goals,
                                                 const attain_audit_args* args, int64_t row, int32_t what,
                                                 char* text, int64_t capacity, int64_t* needed);

/* Rows in the order of the goals. */
typedef struct attain_ratio_progress_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* numerator; /* so far */
    int64_t* denominator;
    int32_t* attainment_state; /* ATTAIN_ATTAINMENT_..., where higher is better; else no target */
    int64_t* basis_points;     /* ATTAIN_NULL_UNITS unless known */
    int32_t* kept;       /* where lower is better: 1: within the limit so far, 0: not, -1: no ratio yet */
    double* probability; /* NaN: unknown */
    double* low;         /* the period's ratio lies between with 80 %; NaN: there can be none */
    double* high;
    int32_t* status; /* ATTAIN_GOAL_...; reached and missed only when no working time is left */
} attain_ratio_progress_columns;

/* Where ratio goals stand as of `now`'s day. status_before (NULL, and -1 in it: none) is their status on an
 * earlier day: a status near a bound does not flip every day. Of args the bounds of chances are read; NULL:
 * the defaults. Errors, with the row: as attain_ratio_forecast; not_finite, invalid_argument (status_before,
 * today), out_of_range (a target below 0; bounds out of order). O(n x (days with facts + reps + log(range)
 * tails)). */
ATTAIN_API attain_status attain_ratio_track(attain_context* context, const attain_ratio* now,
                                            const attain_ratio_goals* goals, const int32_t* status_before,
                                            const attain_track_args* args,
                                            const attain_ratio_progress_columns* out);

/* The same of one goal as a sentence: `Ana: 12 of 31 (38.7 %), target 40.0 %; on track, 57 %`. status_before:
 * ATTAIN_GOAL_..., or -1: none. Errors: as attain_ratio_track; out_of_range (row), buffer_too_small. O(days
 * with facts + reps + log(range) tails). */
ATTAIN_API attain_status attain_ratio_text(attain_context* context, const attain_ratio* now,
                                           const attain_ratio_goals* goals, int64_t row,
                                           int32_t status_before, const attain_track_args* args, char* text,
                                           int64_t capacity, int64_t* needed);

/* A ratio as people read it: a share in percent with one decimal, odds with two, an average with the
 * numerator's decimals. Errors: out_of_range (a scale that is not above 0), buffer_too_small. O(1). */
ATTAIN_API attain_status attain_ratio_print(attain_context* context, const attain_ratio* ratio,
                                            int64_t target, int64_t scale, char* text, int64_t capacity,
                                            int64_t* needed);

/* A ratio planned for a team: a target for each rep, all with the same chance, that together make the team's.
 * Immutable. */
typedef struct attain_ratio_plan attain_ratio_plan;

typedef struct attain_ratio_plan_args {
    uint32_t struct_size;
    int32_t better;  /* ATTAIN_BETTER_... */
    int64_t n_locks; /* reps whose target is given beforehand: lock_target[i] / lock_scale[i] */
    const int64_t* lock_rep;
    const int64_t* lock_target;
    const int64_t* lock_scale;
} attain_ratio_plan_args;

/* Who decides more deals weighs more in the team's win rate: if everybody meets exactly their own target on
 * the events expected of each, the team has met target / scale. Targets come in steps that people would set:
 * tenths of a percent, hundredths of odds, three figures of an average. Where the common chance would be
 * below 0.1 % or above 99.9 %, or nothing is known of the team, everybody without a lock gets the team's
 * target; so does, in any case, who has fewer than two events to expect. args NULL: the defaults. Errors:
 * inverted_period, out_of_range (a target or lock below 0, a share above 1, a scale not above 0), unknown_id
 * (a lock of nobody with working time) and duplicate_id (two locks of a rep), both with the row; empty_input
 * (nobody has working time), invalid_argument (better; a period that is over). O(reps x tail). */
ATTAIN_API attain_status attain_ratio_plan_new(attain_context* context, const attain_ratio* ratio,
                                               int32_t begin, int32_t end, int64_t target, int64_t scale,
                                               const attain_ratio_plan_args* args, attain_ratio_plan** out);
ATTAIN_API void attain_ratio_plan_free(attain_ratio_plan* plan);

typedef struct attain_ratio_plan_figures {
    uint32_t struct_size;
    int32_t meets; /* 1: combined is what was asked for, or better; 0: the locks leave too little */
    int32_t better;
    int32_t as_of;
    int32_t begin;
    int32_t end;
    int64_t n_goals;
    int64_t target; /* the team's */
    int64_t scale;
    double probability; /* of the team's target; NaN: nothing to learn from */
    double combined; /* the team's ratio if everybody meets their own target exactly; NaN: no event at all */
} attain_ratio_plan_figures;

/* The plan as a whole. No errors of its own. O(1). */
ATTAIN_API attain_status attain_ratio_plan_summary(attain_context* context, const attain_ratio_plan* plan,
                                                   attain_ratio_plan_figures* out);

typedef struct attain_ratio_goal_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* of all with working time, in order */
    int64_t* target; /* target[i] / scale[i]: store these three, and track them as attain_ratio_goals */
    int64_t* scale;
    double* probability; /* of it; NaN: nothing to learn from */
    double* one_for_all; /* the rep's chance of the team's target, likewise */
    double* events;      /* expected over the period, done ones included: what the rep weighs in the team's */
    double* mean;        /* expected numerator over expected denominator; NaN: there can be none */
    double* low;         /* 10 % quantile */
    double* high;        /* 90 % quantile */
    double* undefined;   /* P(no event at all by the end) */
    int32_t* locked;     /* 1: the target was given */
    int32_t* grade;      /* ATTAIN_GRADE_... */
    int32_t* last_fact;  /* last day with a fact on either side */
} attain_ratio_goal_columns;

/* The goals. Errors: buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_ratio_plan_goals(attain_context* context, const attain_ratio_plan* plan,
                                                 int64_t capacity, const attain_ratio_goal_columns* out,
                                                 int64_t* needed);

/* The SMART audit of its goals, read as any other (attain_audit_findings, attain_audit_text; there is no
 * ATTAIN_AUDIT_ONE_SIZE), as attain_ratio_audit but for two letters. R: the team's chance; targets that
 * together do not make the team's: fail; the team's chance below team_chance: warn. S: teammates with exactly
 * this target; the same for everybody although the chances differ by more than same_number: warn. Of args all
 * but over_assignment is read; NULL: the defaults. Errors: as attain_audit_new. O(goals^2), and O(log(range))
 * tails a goal. */
ATTAIN_API attain_status attain_ratio_plan_audit(attain_context* context, const attain_ratio_plan* plan,
                                                 const attain_audit_args* args, attain_audit** out);

/* ---- limits: less is better -------------------------------------------------------------------------- */

/* A team's limit divided into the reps', such as at most 20 cancellations. Immutable. */
typedef struct attain_limit_plan attain_limit_plan;

typedef struct attain_limit_plan_args {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t n_locks; /* reps whose limit is given beforehand */
    const int64_t* lock_rep;
    const int64_t* lock_limit;
    int64_t quantum;                /* limits are multiples of it, locks aside; default: 1 */
    const int64_t* residual_holder; /* the rep who gets what the quantum leaves; default: nobody */
    uint64_t salt;                  /* varies which rep gets the odd unit of a tie */
} attain_limit_plan_args;

/* Limits in whole units, none below 0, that sum to the team's, so that everybody keeps their own with the
 * same chance P(total <= limit): of all divisions it has the least expected overshoot. Where nothing is known
 * of anybody they follow working time. args NULL: the defaults. Errors: inverted_period, out_of_range (a
 * limit below 0 or above 2^62, of locks, together too, with the row; quantum), unknown_id (a lock or a holder
 * of nobody with working time), duplicate_id (two locks of a rep), conflict (a holder who is locked),
 * invalid_argument (a quantum that leaves a rest for nobody; a period that is over), empty_input (nobody has
 * working time). O(reps x tail). */
ATTAIN_API attain_status attain_limit_plan_new(attain_context* context, const attain_estimator* estimator,
                                               int32_t begin, int32_t end, int64_t limit,
                                               const attain_limit_plan_args* args, attain_limit_plan** out);
ATTAIN_API void attain_limit_plan_free(attain_limit_plan* plan);

typedef struct attain_limit_plan_figures {
    uint32_t struct_size;
    int32_t as_of;
    int32_t begin;
    int32_t end;
    int64_t n_goals;
    int64_t limit;      /* the team's */
    int64_t unassigned; /* it less the sum of the reps': not 0 only when locks are too many or too large */
    double probability; /* P(the team's total <= limit); NaN: nothing to learn from */
    double overshoot;   /* E sum max(0, total - limit) over the reps; NaN likewise */
} attain_limit_plan_figures;

/* The plan as a whole. No errors of its own. O(1). */
ATTAIN_API attain_status attain_limit_plan_summary(attain_context* context, const attain_limit_plan* plan,
                                                   attain_limit_plan_figures* out);

typedef struct attain_limit_goal_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;      /* of all with working time, in order */
    int64_t* limit;       /* store these two, and track them as attain_limit_goals */
    double* probability;  /* P(total <= limit); NaN: nothing to learn from */
    int64_t* equal_limit; /* an equal share of the team's limit, */
    double* one_for_all;  /* and the chance of keeping that one */
    double* mean;         /* expected total */
    double* low;          /* 10 % quantile */
    double* high;         /* 90 % quantile */
    int32_t* locked;      /* 1: the limit was given */
    int32_t* grade;       /* ATTAIN_GRADE_... */
    int32_t* last_fact;
} attain_limit_goal_columns;

/* The goals. Errors: buffer_too_small. O(goals). */
ATTAIN_API attain_status attain_limit_plan_goals(attain_context* context, const attain_limit_plan* plan,
                                                 int64_t capacity, const attain_limit_goal_columns* out,
                                                 int64_t* needed);

/* The SMART audit of its goals, read as any other (attain_audit_findings, attain_audit_text; there is no
 * ATTAIN_AUDIT_ONE_SIZE). What differs. M: nothing recorded may be a clean record. A: the chance of keeping
 * it; a limit of 0 that is easily kept passes. R: the team's chance; limits that do not sum to the team's
 * fail. args NULL: the defaults. Errors: as attain_audit_new. O(goals^2), and O(log(range)) tails a goal. */
ATTAIN_API attain_status attain_limit_plan_audit(attain_context* context, const attain_limit_plan* plan,
                                                 const attain_audit_args* args, attain_audit** out);

/* The smallest limits that n reps (ATTAIN_NULL_UNITS: the team) keep with at least that chance;
 * ATTAIN_NULL_UNITS: nothing to learn from. Errors: inverted_period, out_of_range unless 0 < chance < 1,
 * unknown_id, invalid_argument (a period that is over), with the row. O(n x (reps + days + log(range)
 * tails)). */
ATTAIN_API attain_status attain_limit_with_chance(attain_context* context, const attain_estimator* estimator,
                                                  int32_t begin, int32_t end, double chance, int64_t n,
                                                  const int64_t* rep_id, int64_t* limit);

/* Limits to follow: of reps, or (ATTAIN_NULL_UNITS) of the team. */
typedef struct attain_limit_goals {
    uint32_t struct_size;
    int32_t begin;
    int32_t end;
    int32_t reserved;
    int64_t n;
    const int64_t* rep_id;
    const int64_t* limit;
} attain_limit_goals;

/* Rows in the order of the goals. */
typedef struct attain_limit_progress_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* actual;     /* so far */
    int32_t* kept;       /* 1: within the limit so far, 0: not, -1: no working time */
    int64_t* headroom;   /* limit - actual; ATTAIN_NULL_UNITS without working time */
    double* expected;    /* limit x working time that is over / all of it; NaN: there is none */
    double* days_left;   /* working days */
    double* probability; /* of keeping it; NaN: unknown */
    double* low;         /* the period's total lies between with 80 %; NaN: unknown */
    double* high;
    int32_t* status; /* ATTAIN_GOAL_...: REACHED is kept to the end, MISSED broken for good */
} attain_limit_progress_columns;

/* Where limits stand as of `now`'s day. status_before (NULL, and -1 in it: none) is their status on an
 * earlier day: a status near a bound does not flip every day. Of args the bounds of chances are read; NULL:
 * the defaults. Errors, with the row: unknown_id, inverted_period, not_finite, out_of_range (a limit below 0;
 * bounds out of order), invalid_argument (status_before, today; a period that is over). O(n x (reps + days)).
 */
ATTAIN_API attain_status attain_limit_track(attain_context* context, const attain_estimator* now,
                                            const attain_limit_goals* goals, const int32_t* status_before,
                                            const attain_track_args* args,
                                            const attain_limit_progress_columns* out);

/* The same of one goal as a sentence: `Ana: 3 of at most 5 cancellations, on track, 62 % likely to keep it; 2
 * left for 8 working days.` status_before: ATTAIN_GOAL_..., or -1: none. Errors: as attain_limit_track;
 * out_of_range (row), buffer_too_small. O(reps + days). */
ATTAIN_API attain_status attain_limit_text(attain_context* context, const attain_estimator* now,
                                           const attain_limit_goals* goals, int64_t row,
                                           int32_t status_before, const attain_track_args* args, char* text,
                                           int64_t capacity, int64_t* needed);

/* ---- the chance of a composite score ------------------------------------------------------------------ */

/* The parts of one rep's score (attain_composite_score), each with an estimator of its own metric, and as of
 * its own day: that up to which the facts of the metric are known. The rep is looked up in each one's team.
 */
typedef struct attain_score_parts {
    uint32_t struct_size;
    int32_t begin;
    int32_t end;
    int32_t reserved;
    int64_t rep_id; /* ATTAIN_NULL_UNITS: the team */
    int64_t n;      /* parts, 1 to 64 */
    const attain_estimator* const* estimator;
    const int64_t* target; /* above 0 */
    const int64_t* weight; /* above 0 */
    const int64_t* cap;    /* basis points; NULL, and ATTAIN_NULL_UNITS in it: uncapped */
} attain_score_parts;

/* P(score >= basis_points), 10,000 being all parts reached: *apart if the parts are independent, *together if
 * all are at the same quantile of theirs; the truth is where between the two their metrics rise and fall
 * together. Either may be NULL. NaN: nothing to learn from. Errors, with the row: unknown_id,
 * inverted_period, invalid_argument (a period that is over), out_of_range (a target, weight or cap; more than
 * 64 parts); overflow (weights), empty_input (n = 0). O(n x (reps + days + 2039 quantiles)). */
ATTAIN_API attain_status attain_score_chance(attain_context* context, const attain_score_parts* parts,
                                             int64_t basis_points, double* apart, double* together);

/* The largest score, in basis points, that is reached with at least that chance, parts apart;
 * ATTAIN_NULL_UNITS: nothing to learn from. Errors: as above; out_of_range unless 0 < chance < 1. O(n x (reps
 * + days + 2039 x log(range) quantiles)). */
ATTAIN_API attain_status attain_score_with_chance(attain_context* context, const attain_score_parts* parts,
                                                  double chance, int64_t* basis_points);

/* ---- strengths and conversions ----------------------------------------------------------------------- */

/* Where a rate stands beside the teammates'. */
enum {
    ATTAIN_STANDING_UNKNOWN = 0, /* nothing recorded, or nobody to compare with */
    ATTAIN_STANDING_LEVEL = 1,   /* no credible difference that is worth naming */
    ATTAIN_STANDING_STRENGTH = 2,
    ATTAIN_STANDING_WEAKNESS = 3
};

/* When a difference gets a name. 0 is the default of every field. */
typedef struct attain_strength_args {
    uint32_t struct_size;
    int32_t window_days;  /* calendar days up to as_of that count; default: 365, of conversions 182 */
    double credibility;   /* P(own rate above or below the teammates') that a verdict takes; default: 0.90 */
    double least_effect;  /* and this much above, as a share; default: 0.10 */
    double level;         /* of the intervals; default: 0.90 */
    int32_t within_role;  /* 1: teammates are those of one role on as_of; not for conversions */
    int32_t lag_days;     /* conversions: from an activity to its outcome */
    int32_t all_channels; /* conversions: 1: all channels together, as channel 0 */
    int32_t reserved;
} attain_strength_args;

typedef struct attain_strength_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    int64_t* channel;  /* its number in the ledger */
    int64_t* quantity; /* recorded in the window, not on leave */
    double* exposure;  /* working days behind it: since its first use, the share whose facts name a channel */
    double* rate;      /* units per working day, shrunk to what the team shows */
    double* low;       /* holds the rate with `level` */
    double* high;
    double* team_rate;    /* of the teammates, the rep left out */
    double* chance_above; /* P(own rate > teammates' rate) */
    double* own_weight;   /* share of the rep's own record in the rate, 0 to 1 */
    int32_t* standing;    /* ATTAIN_STANDING_... */
} attain_strength_columns;

/* What each rep does in each channel beside the teammates, in order of rep and channel's name; nothing when
 * no fact names a channel. Where most of what a rep records names none, the standing is unknown. At most reps
 * x channels rows, worked out once there is room for them all. args NULL: the defaults. Errors: out_of_range
 * (args, as_of), invalid_argument (a metric's kind or empty name), buffer_too_small. O(channels x facts +
 * reps x window). */
ATTAIN_API attain_status attain_strengths(attain_context* context, const attain_team* team,
                                          const attain_metric* metric, const attain_ledger* facts,
                                          int32_t as_of, const attain_strength_args* args, int64_t capacity,
                                          const attain_strength_columns* out, int64_t* needed);

typedef struct attain_conversion_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id;
    int64_t* channel;    /* its number in the activities' ledger */
    int64_t* activities; /* own, in wholes; parts of shared ones add up */
    int64_t* outcomes;
    double* rate; /* outcomes per activity, shrunk */
    double* low;  /* holds the rate with `level` */
    double* high;
    double* hits;         /* the rate is a beta distribution of hits and misses: pass these three on to */
    double* misses;       /* attain_activities and attain_mix; 0 when nothing is known of the rate */
    double* dispersion;   /* of outcomes around the rate, over what chance gives */
    double* team_rate;    /* of the teammates, the rep left out */
    double* chance_above; /* P(own rate > teammates' rate) */
    int32_t* standing;    /* ATTAIN_STANDING_... */
    int32_t* consistent;  /* 0: more outcomes than activities, so that record is not used */
} attain_conversion_columns;

/* One stage of a funnel: how often an activity becomes an outcome, for every rep and channel, in order of
 * channel's name and rep. The two metrics may stand in one ledger or in two. Errors: as attain_strengths.
 * O(facts log facts).
 */
ATTAIN_API attain_status attain_conversions(attain_context* context, const attain_team* team,
                                            const attain_metric* activity, const attain_ledger* activities,
                                            const attain_metric* outcome, const attain_ledger* outcomes,
                                            int32_t as_of, const attain_strength_args* args, int64_t capacity,
                                            const attain_conversion_columns* out, int64_t* needed);

typedef struct attain_activity_need {
    uint32_t struct_size;
    uint32_t reserved;
    double rate;    /* outcomes per activity through all stages */
    int64_t likely; /* activities that are enough with an even chance */
    double low;     /* enough with (1 - level) / 2 */
    double high;    /* enough with (1 + level) / 2 */
} attain_activity_need;

/* The activities that bring `wanted` outcomes through n stages (calls -> conversations -> meetings, the first
 * stage first), each a row of attain_conversions; 2^53 where even those are not enough. level 0: 0.8.
 * Errors: empty_input (n = 0), not_finite, out_of_range (level; a negative wanted; a stage whose rate is not
 * known, with its row). O(n + min(wanted, 5,000) x log(answer)). */
ATTAIN_API attain_status attain_activities(attain_context* context, int64_t n, const double* hits,
                                           const double* misses, const double* dispersion, int64_t wanted,
                                           double level, attain_activity_need* out);

/* How a rep's time is shared over n channels. */
typedef struct attain_mix_args {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t n;
    const int64_t* channel; /* each once */
    const double* hits;     /* of attain_conversions */
    const double* misses;
    const double* dispersion;
    const double* hours_per_activity; /* above 0 */
    const double* share_now;          /* of the rep's time; default, and all 0: not known */
    int64_t outcomes;                 /* wanted over the period */
    double working_days;              /* left in it */
    double hours_per_day;             /* time for these activities; default: 6 */
    double diversity;                 /* no channel gets less of the time; default: 0.10 */
    double step;                      /* a share moves by no more than this at once; default: 0.15 */
    double level;                     /* of the interval; default: 0.8 */
    double credibility;               /* that a shift must have to be advised; default: 0.8 */
} attain_mix_args;

/* Rows in the order of args.channel. */
typedef struct attain_mix_columns {
    uint32_t struct_size;
    uint32_t reserved;
    double* share;       /* of the time */
    int64_t* per_day;    /* whole activities a day */
    double* outcomes;    /* expected over the period */
    double* hour_gain;   /* outcomes of one more hour */
    double* chance_best; /* that no other channel brings more per hour */
} attain_mix_columns;

typedef struct attain_mix_figures {
    uint32_t struct_size;
    int32_t within_budget; /* 0: the whole activities that fit likely bring less; it takes hours_missing more
                              a day */
    double hours_per_day;
    double hours_missing;
    double expected; /* outcomes over the period */
    double low;
    double high;
    double probability; /* of the outcomes wanted, from these activities alone */
    /* An hour a day moved from the channel with the least to the one with the most per hour: */
    int64_t shift_from; /* ATTAIN_NULL_UNITS: there is none to propose */
    int64_t shift_to;
    double shift_gain; /* outcomes per hour moved; holds with 80 % between: */
    double shift_low;
    double shift_high;
    double shift_chance; /* that it is a gain at all */
    int32_t shift_advised;
    int32_t reserved;
} attain_mix_figures;

/* A mix moves towards the better channel step by step and never leaves one untried. Errors: empty_input (n =
 * 0), duplicate_id, out_of_range (with the row), not_finite. O(n^2). */
ATTAIN_API attain_status attain_mix(attain_context* context, const attain_mix_args* args,
                                    const attain_mix_columns* out, attain_mix_figures* figures);

/* ---- trial: did another approach help? --------------------------------------------------------------- */

enum {
    ATTAIN_TRIAL_TOO_LITTLE = 0,    /* not enough happened to tell anything */
    ATTAIN_TRIAL_NO_DIFFERENCE = 1, /* they differ by less than what would matter */
    ATTAIN_TRIAL_OPEN = 2,          /* neither: the trial has to go on */
    ATTAIN_TRIAL_BETTER = 3,
    ATTAIN_TRIAL_WORSE = 4
};

enum { ATTAIN_TRIAL_BEFORE_AFTER = 0, ATTAIN_TRIAL_SPLIT = 1 };

/* Two arms: the outcomes of each day (or block), with its exposure: working time, or a number of activities.
 */
typedef struct attain_trial_args {
    uint32_t struct_size;
    int32_t design; /* ATTAIN_TRIAL_BEFORE_AFTER, _SPLIT */
    int64_t n_before;
    const int64_t* before_outcomes;
    const double* before_exposure;
    int64_t n_after;
    const int64_t* after_outcomes;
    const double* after_exposure;
    double credibility;     /* of a winner, for one look; default: 0.95 */
    double matters;         /* a ratio inside 1 +- this is no difference worth having; default: 0.20 */
    double prior_outcomes;  /* lent to each arm at the common rate; default: 10 */
    int64_t least_outcomes; /* in each arm, before anything is said; default: 10 */
    int32_t looks;          /* how often the trial is looked at in all; default: 1 */
    int32_t reserved;
} attain_trial_args;

typedef struct attain_trial_figures {
    uint32_t struct_size;
    int32_t verdict; /* ATTAIN_TRIAL_TOO_LITTLE ... _WORSE */
    int64_t before;  /* outcomes */
    int64_t after;
    double rate_before;
    double rate_after;
    double ratio; /* new / old rate, with what holds it with the credibility: */
    double ratio_low;
    double ratio_high;
    double chance_better;
    double credibility;      /* asked of a winner at this look */
    double dispersion;       /* of a day's outcomes: variance over mean, at least 1 */
    double exposure_missing; /* that each arm still needs; 0 when a verdict is there */
} attain_trial_figures;

/* Compares the arms; the verdict also as one plain sentence. Errors: invalid_argument (design), not_finite,
 * overflow, out_of_range (negative outcomes, an exposure that is neither 0 nor between 1e-9 and 1e15, with
 * the row; outcomes spread beyond comparison; args), buffer_too_small. O(days). */
ATTAIN_API attain_status attain_trial(attain_context* context, const attain_trial_args* args,
                                      attain_trial_figures* figures, char* text, int64_t capacity,
                                      int64_t* needed);

/* ---- calibration: what the chances were worth -------------------------------------------------------- */

/* Past periods replayed with what was known on their eve. Immutable. */
typedef struct attain_calibration attain_calibration;

/* n periods, all over by as_of. aim: the chance at which quotas are set; 0: 0.6. Periods before the first
 * fact are left out. Errors: empty_input (n = 0), invalid_argument (a period that has not ended, with the
 * row), inverted_period, out_of_range (aim), and those of attain_estimator_new. O(n) estimators. */
ATTAIN_API attain_status attain_calibration_new(attain_context* context, const attain_team* team,
                                                const attain_metric* metric, const attain_ledger* facts,
                                                int32_t as_of, int64_t n, const int32_t* begin,
                                                const int32_t* end, double aim, attain_calibration** out);
ATTAIN_API void attain_calibration_free(attain_calibration* calibration);

typedef struct attain_calibration_figures {
    uint32_t struct_size;
    int32_t consistent; /* 1: what was said lies within what happened, as far as so few cases can tell */
    int64_t n_forecasts;
    int64_t n_periods;   /* that could be forecast */
    int64_t n_cases;     /* targets judged: three for each forecast */
    double said;         /* mean chance of quotas set at `aim` */
    double at_quota;     /* share of them reached, */
    double at_quota_low; /* which with 90 % lies between */
    double at_quota_high;
    double coverage50; /* share of outcomes inside the central intervals */
    double coverage80;
    double coverage90;
    double brier;     /* mean squared error of the chances */
    double log_score; /* mean -ln of the chance of what happened */
    double crps;      /* sum of the scores over the sum of totals */
    double error;     /* mean |promised - happened| over the bins, weighted by cases */
} attain_calibration_figures;

/* What was said beside what happened. No errors of its own. O(1). */
ATTAIN_API attain_status attain_calibration_summary(attain_context* context,
                                                    const attain_calibration* calibration,
                                                    attain_calibration_figures* out);

typedef struct attain_reliability_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* n_cases; /* ten rows: chances given from 0 to 0.1, from 0.1 to 0.2, ... */
    double* promised; /* mean chance given; 0 in an empty row */
    double* happened; /* share of targets reached */
    double* pit;      /* share of outcomes by tenth of their forecast; 0.1 each when calibrated */
} attain_reliability_columns;

/* The reliability table. Errors: buffer_too_small. O(1). */
ATTAIN_API attain_status attain_calibration_bins(attain_context* context,
                                                 const attain_calibration* calibration, int64_t capacity,
                                                 const attain_reliability_columns* out, int64_t* needed);

typedef struct attain_replay_columns {
    uint32_t struct_size;
    uint32_t reserved;
    int64_t* rep_id; /* by period, then rep */
    int32_t* begin;
    int32_t* end;
    int32_t* grade; /* ATTAIN_GRADE_... */
    int64_t* total; /* what it came to */
    int64_t* quota; /* highest target with at least the aimed chance, */
    double* said;   /* and its chance */
    double* rank;   /* of the total in its forecast, 0 to 1: even when the forecasts are true */
    double* crps;   /* in units */
} attain_replay_columns;

/* The forecasts that were judged. Errors: buffer_too_small. O(forecasts). */
ATTAIN_API attain_status attain_calibration_forecasts(attain_context* context,
                                                      const attain_calibration* calibration, int64_t capacity,
                                                      const attain_replay_columns* out, int64_t* needed);

enum { ATTAIN_CALIBRATION_LINE = 0, ATTAIN_CALIBRATION_TABLE = 1 };

/* A report for people: in one line, or as a table. Errors: invalid_argument (what), buffer_too_small.
 * O(length). */
ATTAIN_API attain_status attain_calibration_text(attain_context* context,
                                                 const attain_calibration* calibration, int32_t what,
                                                 char* text, int64_t capacity, int64_t* needed);

/* ---- Arrow -------------------------------------------------------------------------------------------
 * Columns from and to pandas, polars, DuckDB, Spark by the Arrow C Data Interface: no Arrow library is
 * needed, and columns that have the right type and no nulls are read where they are. */

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
    const char* format;
    const char* name;
    const char* metadata;
    int64_t flags;
    int64_t n_children;
    struct ArrowSchema** children;
    struct ArrowSchema* dictionary;
    void (*release)(struct ArrowSchema*);
    void* private_data;
};

struct ArrowArray {
    int64_t length;
    int64_t null_count;
    int64_t offset;
    int64_t n_buffers;
    int64_t n_children;
    const void** buffers;
    struct ArrowArray** children;
    struct ArrowArray* dictionary;
    void (*release)(struct ArrowArray*);
    void* private_data;
};

#endif /* ARROW_C_DATA_INTERFACE */

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
    int (*get_schema)(struct ArrowArrayStream*, struct ArrowSchema* out);
    int (*get_next)(struct ArrowArrayStream*, struct ArrowArray* out);
    const char* (*get_last_error)(struct ArrowArrayStream*);
    void (*release)(struct ArrowArrayStream*);
    void* private_data;
};

#endif /* ARROW_C_STREAM_INTERFACE */

/* attain_ledger_record_rows from a struct array (format +s) with children named rep_id, day, quantity,
 * channel, event_id, version, reverses, beyond, known and currency: the first two are required, the rest as
 * there. A child of another name is refused, since a misspelt one would be taken for its default: select what
 * is meant. Types: integers (l, i, s, c, L, I, S, C), read in place when they are as wide as the column
 * (int64, of version and currency int32) and without nulls. Days are date32 (tdD, in place), integers, or
 * date64 (tdm) and timestamps without a zone (tss:, tsm:, tsu:, tsn:) that are whole days. beyond is uint8 or
 * bool (C, b). channel and currency are also text (u, U, vu, or dictionary-coded), a channel by its name and
 * a currency by its letters. A null is "not known": of a quantity, day or known as in columns, else the
 * column's default; a rep_id must not be null. A time of day, or a number beyond the column's width, is a bad
 * row in day, known and quantity, and refuses the call elsewhere.
 *
 * schema and array are consumed: released once before the call returns, whatever its status. Names of
 * channels may have been added when it fails. Errors: as attain_ledger_record_rows; invalid_argument
 * (released already; a format, a time zone, a name or nulls that are not expected), out_of_range (a shorter
 * child, a dictionary's index, an entry that does not fit); argument is the child's name. O(n). */
ATTAIN_API attain_status attain_arrow_record(attain_context* context, attain_ledger* ledger,
                                             int64_t metric_id, struct ArrowSchema* schema,
                                             struct ArrowArray* array, uint8_t* row_status,
                                             int64_t* duplicates, int64_t* failed);

/* The same from a stream of such arrays, as tables of several pieces are handed over (__arrow_c_stream__ of
 * Python): as if they were one, with rows counted through all of them; all rows or none. One piece is read
 * where it is, several are joined. row_status has n_status bytes, or is NULL. stream is consumed as above.
 * Errors: as above; invalid_argument (stream: its producer failed, with what it says), buffer_too_small
 * (n_status: there are more rows). O(n). */
ATTAIN_API attain_status attain_arrow_record_stream(attain_context* context, attain_ledger* ledger,
                                                    int64_t metric_id, struct ArrowArrayStream* stream,
                                                    int64_t n_status, uint8_t* row_status,
                                                    int64_t* duplicates, int64_t* failed);

/* The answers below come as struct arrays. schema and array must be zero, or hold an earlier answer, which is
 * released first; release them when done. */

/* attain_ledger_totals: rep_id (int64), day (date32), quantity (int64). Errors: out_of_range (as_of),
 * invalid_argument, unknown_id (query). O(facts). */
ATTAIN_API attain_status attain_arrow_totals(attain_context* context, const attain_ledger* ledger,
                                             int64_t metric_id, int32_t as_of,
                                             const attain_ledger_query* query, struct ArrowSchema* schema,
                                             struct ArrowArray* array);

/* attain_forecast: rep_id, done (int64), grade (int32), probability, mean, low, median, high, effective_days,
 * prior_weight (double). target NULL: probabilities are null. Errors: as attain_forecast. O(days of the
 * period + reps + n). */
ATTAIN_API attain_status attain_arrow_forecast(attain_context* context, const attain_estimator* estimator,
                                               int32_t begin, int32_t end, int64_t n, const int64_t* rep_id,
                                               const int64_t* target, struct ArrowSchema* schema,
                                               struct ArrowArray* array);

/* attain_allocation_quotas: rep_id, amount (int64), probability (double). No errors of its own. O(quotas). */
ATTAIN_API attain_status attain_arrow_quotas(attain_context* context, const attain_allocation* allocation,
                                             struct ArrowSchema* schema, struct ArrowArray* array);

#ifdef __cplusplus
}
#endif

#endif /* ATTAIN_H */
