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
 *     team         who is on the team, when, with how much of their time; immutable
 *     ledger       the dated facts; you add to it
 *     estimator    the facts of one team and metric as of a day, understood; immutable
 *     allocation   a total split into whole quotas; immutable
 *     plan         the goals of a team for a period; immutable
 *
 * Days are int32: days since 1970-01-01 (Arrow's date32). A period is half-open: [begin, end). Quantities are
 * int64 of the metric's smallest unit (calls, or cents). Shares (of a day, a post, a credit) are doubles from 0
 * to 1 and are kept in millionths. Text is UTF-8; where a text has a length, -1 means "up to its NUL". No clock,
 * locale, environment, global state or thread is used, and no input or output is done.
 *
 * Not known is not zero. In a column of days it is ATTAIN_NULL_DAY, in one of quantities ATTAIN_NULL_UNITS, in
 * one of doubles NaN; an event id of 0 is "none". In Arrow arrays it is a cleared validity bit. A column is n
 * entries behind a pointer; what a NULL column means is said where it is declared; n = 0 is always legal, and
 * then every pointer may be NULL.
 *
 * Sized structs begin with struct_size. Zero the whole struct (calloc, `= {0}`), set struct_size to its sizeof,
 * fill what you have: zero is the default of every field. That is all an initialiser could do, so there is
 * none. Fields are only ever appended, so a program built against an older header runs with a newer library; a
 * non-zero field that this library does not know yet is refused (newer_caller), never ignored. Fields named
 * reserved must be 0.
 *
 * Answers of variable length use two calls: `capacity` is the room that you have, *needed what the answer
 * takes; too little room is buffer_too_small, with *needed and nothing else written. NULL output columns are
 * skipped. Outputs must not overlap inputs. A call that makes a handle and fails leaves NULL in *out; one that
 * was stopped or ran out of memory may have written a part of its output columns.
 *
 * Dirty rows. A batch that takes `row_status` fails at its first bad row when that is NULL (the context says
 * which row, nothing was changed). Given a column of n bytes, bad rows are marked there and left out, the call
 * succeeds and *failed counts them.
 *
 * Threads. Any function may be called from any thread. A context, a ledger and an engine must be used by one
 * thread at a time; all other handles are immutable and may be shared. No handle refers to the context that it
 * was made with. Everything works on both sides of a fork.
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
#elif defined(_WIN32) && !defined(ATTAIN_STATIC)
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
    ATTAIN_E_STRUCT_SIZE = 120,      /* struct_size too small to be one of ours */
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

/* Name of a status ("out_of_range"), "unknown_code" for a number that is none. Static storage. */
ATTAIN_API const char* attain_status_name(attain_status status);

/* How many statuses this library knows, and which, rising from ATTAIN_OK: for bindings that make their
 * exceptions when they load. *needed is the count. Errors: null_argument, buffer_too_small. */
ATTAIN_API int32_t attain_status_count(void);
ATTAIN_API attain_status attain_status_list(int64_t capacity, attain_status* statuses, int64_t* needed);

/* "major.minor.patch" of the library that is running. Static storage. */
ATTAIN_API const char* attain_version(void);

/* ATTAIN_ABI_VERSION of the library that is running. Within one major, symbols are only added and meanings
 * never change: any library with the same major and at least your minor will do. */
ATTAIN_API uint32_t attain_abi_version(void);

/* ---- context ----------------------------------------------------------------------------------------- */

typedef struct attain_context attain_context;

/* What the last failed call on a context had to say. Set struct_size before the call. */
typedef struct attain_error {
    uint32_t struct_size;
    attain_status status;
    int64_t row;       /* 0-based row of a batch, -1 when no row is meant */
    char argument[64]; /* name of the argument or column, NUL-terminated */
    char message[256]; /* one sentence, NUL-terminated; cut when longer */
} attain_error;

/* Every function takes a context, which may be NULL: then only the status is told. */
ATTAIN_API attain_status attain_context_new(attain_context** out);
ATTAIN_API void attain_context_free(attain_context* context);

/* Where memory comes from. `size` and `align` (a power of two, at least 16) are the same in alloc and in the
 * free of that block. alloc returns NULL when there is none: the call ends with no_memory and has changed
 * nothing. Both are called by the thread that calls the library, must not call the library and must not
 * unwind. They must stay callable, with their `user`, until the last handle is freed, also after the context is
 * gone. */
typedef struct attain_allocator {
    uint32_t struct_size;
    uint32_t reserved;
    void* user;
    void* (*alloc)(void* user, size_t size, size_t align);
    void (*free)(void* user, void* block, size_t size, size_t align);
} attain_allocator;

/* A context whose calls take all their memory from there: the context itself, the handles they make, what
 * these need later (a ledger grows where it was made) and scratch space. Every block goes back to where it came
 * from, whichever context is used to free it. Exempt is a failing call's error object, which the language
 * runtime allocates. allocator NULL: as attain_context_new.
 * Errors: null_argument (a function), not_available: only the redistributable build of the shared library
 * (ATTAIN_REDISTRIBUTABLE) can do this, because there every allocation is its own. */
ATTAIN_API attain_status attain_context_new_with(const attain_allocator* allocator, attain_context** out);

/* A number that calls on this context look at every few thousand rows (or days, or reps) of long work. Once it
 * is not 0 they end with ATTAIN_E_STOPPED and have changed nothing. Set it from any thread or signal handler;
 * it must live until the context is freed or another flag is given. NULL: never stop. O(1).
 * Errors: null_argument (of). */
ATTAIN_API attain_status attain_context_cancel_flag(attain_context* of, const int32_t* flag);

/* The last error on this context; status ATTAIN_OK when there was none. Valid until the next call on it. */
ATTAIN_API attain_status attain_context_error(const attain_context* context, attain_error* out);

/* ---- not known ---------------------------------------------------------------------------------------- */

#define ATTAIN_NULL_DAY INT32_MIN   /* in a column of days */
#define ATTAIN_NULL_UNITS INT64_MIN /* in a column of quantities */

/* ---- days and periods -------------------------------------------------------------------------------- */

/* Reads `2026-12`, `2026-W49`, `2026-Q4`, `2026`, `2026-12-07`, `2026-12-01/2026-12-24`.
 * length -1: the text ends at its NUL. Errors: parse, out_of_range. */
ATTAIN_API attain_status attain_period_parse(attain_context* context, const char* text, int64_t length,
                                             int32_t* begin, int32_t* end);

/* ---- team -------------------------------------------------------------------------------------------- */

typedef struct attain_team attain_team;

/* The roster in columns. Zero-initialise, set struct_size = sizeof, fill what you have: every NULL column has
 * a default. Columns of reps have n_reps entries. */
typedef struct attain_team_args {
    uint32_t struct_size;
    uint32_t reserved; /* 0 */
    const char* name;
    int64_t n_reps;
    const int64_t* rep_id;       /* required, each once */
    const char* const* rep_name; /* default: empty */
    const char* const* rep_role; /* default: empty */
    const int32_t* hired;        /* default, and ATTAIN_NULL_DAY: not known; then there is no ramp */
    const int32_t* joined;       /* first day in the team; default: hired */
    const int32_t* left;         /* first day no longer in the team; default: still there */
    const double* fte;           /* 0 to 1; default: 1 */
    const int64_t* ramp_offsets; /* n_reps + 1 offsets into ramp_share; default: nobody ramps */
    const double* ramp_share;    /* share of full capacity, one a month of tenure */
    const double* weekday_share; /* 7 shares, Monday first; default: 1 1 1 1 1 0 0 */
    int64_t n_closed;            /* days off for everybody */
    const int32_t* closed_day;
    int64_t n_absences;
    const int64_t* absence_rep;
    const int32_t* absence_begin;
    const int32_t* absence_end;  /* first day back */
    const double* absence_share; /* of each day; default: 1 */
} attain_team_args;

/* Errors: duplicate_id, unknown_id (an absence of nobody), out_of_range, inverted_period, conflict; each with
 * the row of its column. */
ATTAIN_API attain_status attain_team_new(attain_context* context, const attain_team_args* args,
                                         attain_team** out);
ATTAIN_API void attain_team_free(attain_team* team);

/* ---- ledger ------------------------------------------------------------------------------------------ */

typedef struct attain_ledger attain_ledger;

/* An empty ledger: facts in, sums out. The order of recording never matters. */
ATTAIN_API attain_status attain_ledger_new(attain_context* context, attain_ledger** out);
ATTAIN_API void attain_ledger_free(attain_ledger* ledger);

/* The number of a channel ("cold call"), the same for the same name; 0 is "no channel". Errors: null_argument,
 * out_of_range (length). O(log channels). */
ATTAIN_API attain_status attain_ledger_channel(attain_context* context, attain_ledger* ledger,
                                               const char* name, int64_t length, int64_t* channel);
/* The name of a channel's number, with its NUL; *needed is its length with the NUL. Errors: unknown_id,
 * buffer_too_small. */
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
    const int64_t* rep_id;         /* required, but for rows that have shares */
    const int32_t* day;            /* required */
    const int64_t* quantity;       /* default: 1 */
    const int64_t* channel;        /* numbers of attain_ledger_channel; default: 0, none */
    const int64_t* event_id;       /* your number of the event, unique in the metric; default: 0, none */
    const int32_t* version;        /* of two rows of one event the higher version counts; default: 0 */
    const int64_t* reverses;       /* the event that this row takes back, in whole or part; default: 0, none */
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

/* Adds facts with everything a CRM knows about them. With an event id a row can be sent again (it counts once),
 * corrected (a higher version replaces it from the day it is known) and taken back (reverses: counted down to
 * nothing unless `beyond`, from those who had the credit). Shares sum to 100 %; the parts of a quantity sum to
 * it exactly. Each column is read where it is; shares alone are copied.
 * row_status NULL: all rows or none. Else n bytes ATTAIN_ROW_...; bad rows are left out. *duplicates and
 * *failed count; either may be NULL. Errors: out_of_range (day, quantity), unknown_id (channel), parse
 * (currency), invalid_argument and duplicate_id (credit, event), with the row; and for what is wrong with whole
 * columns. O(n). */
ATTAIN_API attain_status attain_ledger_record_rows(attain_context* context, attain_ledger* ledger,
                                                   int64_t metric_id, const attain_ledger_rows* rows,
                                                   uint8_t* row_status, int64_t* duplicates, int64_t* failed);

/* The number of a currency's three letters ("EUR"). Errors: parse. */
ATTAIN_API attain_status attain_currency(attain_context* context, const char* code, int64_t length,
                                         int32_t* number);

/* A quoted decimal as an exact fraction: home smallest units for one foreign smallest unit. "0.9215" euros for
 * a dollar, with the exponents (digits) of both currencies. Errors: parse, out_of_range. */
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
    int32_t policy;  /* ATTAIN_RATES_... */
    int32_t home;    /* number of the home currency; required */
    int32_t reserved;
    int64_t n;
    const int32_t* currency;    /* required */
    const int32_t* from;        /* first day of the rate; default, ATTAIN_NULL_DAY: a plan rate */
    const int64_t* numerator;   /* required; home smallest units ... */
    const int64_t* denominator; /* ... for so many foreign ones; required */
} attain_rates;

/* Replaces what was said before about the metric's currencies. Quantities without a rate are in no sum; they
 * are findings (unconverted). Converted to the nearest unit, a half away from zero. Errors: parse (currency),
 * out_of_range (a rate not above 0, a day), invalid_argument (the home currency); with the row. */
ATTAIN_API attain_status attain_ledger_rates(attain_context* context, attain_ledger* ledger,
                                             int64_t metric_id, const attain_rates* rates);

/* Sorts what was recorded, once, after loading. Answers do not change; unsealed, every question sorts for
 * itself. O(n log n). Errors: overflow. */
ATTAIN_API attain_status attain_ledger_seal(attain_context* context, attain_ledger* ledger);

/* What a ledger holds. Set struct_size before the call. */
typedef struct attain_ledger_counts {
    uint32_t struct_size;
    int32_t sealed;      /* 1: nothing was recorded since attain_ledger_seal */
    int64_t rows;        /* of all metrics, duplicates left out */
    int64_t duplicates;  /* rows that were there already */
    int64_t channels;    /* "no channel" included: the numbers are 0 to channels - 1 */
    int64_t later_rows;  /* of the metric, not known on as_of: there, and ignored as of that day */
    int64_t findings;    /* of the metric, known on as_of */
    int32_t first_day;   /* of the metric; ATTAIN_NULL_DAY: nothing */
    int32_t reserved;
} attain_ledger_counts;

/* Errors: null_argument, struct_size, out_of_range (as_of). O(n). */
ATTAIN_API attain_status attain_ledger_count(attain_context* context, const attain_ledger* ledger,
                                             int64_t metric_id, int32_t as_of, attain_ledger_counts* out);

enum {
    ATTAIN_REVERSALS_EFFECTIVE_DATE = 0, /* a reversal counts on its own day: closed periods stay as they were */
    ATTAIN_REVERSALS_RESTATE = 1         /* on the day of the event that it takes back, once it is known */
};

/* Which facts a question is about. NULL instead of the struct: all of them, by the defaults. */
typedef struct attain_ledger_query {
    uint32_t struct_size;
    int32_t reversals;       /* ATTAIN_REVERSALS_... */
    int32_t credit;          /* ATTAIN_CREDIT_... */
    int32_t reserved;
    const int64_t* channel;  /* one channel's number; default: all channels */
    const attain_team* team; /* only what its people did while they were in it; default: everybody */
} attain_ledger_query;

/* Sums by rep and day, sorted by both, as of a day: rows known later are not there yet, and rows they replace
 * still are. Days whose rows cancel out stay, with 0. Errors: out_of_range, invalid_argument (query), overflow,
 * buffer_too_small. O(n) when sealed. */
ATTAIN_API attain_status attain_ledger_totals(attain_context* context, const attain_ledger* ledger,
                                              int64_t metric_id, int32_t as_of,
                                              const attain_ledger_query* query, int64_t capacity,
                                              int64_t* rep_id, int32_t* day, int64_t* quantity,
                                              int64_t* needed);

/* The same sums by period: sums[r x n_periods + p] is rep r's total in [begin[p], end[p]). Reps that nothing is
 * recorded for have 0. Errors: as totals; inverted_period and duplicate_id (a rep twice), with the row.
 * O(n + lines x n_periods). */
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
 * whatever else you know about them. Errors and cost as totals. */
ATTAIN_API attain_status attain_ledger_lines(attain_context* context, const attain_ledger* ledger,
                                             int64_t metric_id, int32_t as_of,
                                             const attain_ledger_query* query, int64_t capacity,
                                             attain_line_columns* out, int64_t* needed);

enum { /* what is wrong with rows that were nevertheless taken */
    ATTAIN_FINDING_UNCONVERTED = 0,     /* a currency without a rate: in no sum */
    ATTAIN_FINDING_CONFLICTING = 1,     /* rows of one event and version that differ: the later known counts */
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

/* What was wrong with the rows known on as_of, by day; never repaired in silence. */
ATTAIN_API attain_status attain_ledger_findings(attain_context* context, const attain_ledger* ledger,
                                                int64_t metric_id, int32_t as_of, int64_t capacity,
                                                attain_finding_columns* out, int64_t* needed);

/* ---- data quality ------------------------------------------------------------------------------------ */

typedef struct attain_quality attain_quality;

typedef struct attain_quality_args {
    uint32_t struct_size;
    int32_t gap_days;       /* shorter silences are not reported; default: 5 */
    double gap_chance;      /* nor those that chance explains better than this; default: 0.01 */
    int64_t outlier_facts;  /* fewer facts have no outliers; default: 12 */
    int64_t n_also;         /* other metrics whose rows also show that a rep logged */
    const int64_t* also_metric;
} attain_quality_args;

/* Looks at one metric and team over a period, as far as it lies up to as_of: who logged, where nothing was
 * logged, what is far outside of the usual. Nothing is repaired: a gap may be a quiet week or a week nobody
 * logged, and only people know which. args NULL: the defaults. Errors: inverted_period, out_of_range,
 * empty_input (the period begins after as_of). O(n + reps x days). */
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

ATTAIN_API attain_status attain_quality_reps(attain_context* context, const attain_quality* quality,
                                             int64_t capacity, attain_quality_columns* out, int64_t* needed);

/* Silences, by rep and day: first and last day, working days in it, and a bound on the chance that it is one:
 * (n - k + 1)(1 - a)^k for k of n present days, a the share of days with rows outside of it. */
ATTAIN_API attain_status attain_quality_gaps(attain_context* context, const attain_quality* quality,
                                             int64_t capacity, int64_t* rep_id, int32_t* first, int32_t* last,
                                             int32_t* working_days, double* chance, int64_t* needed);

/* Quantities of one row (of_day 0) or of a day (1) outside [low, high] = [Q1 / r^3, Q3 r^3], r = max(Q3 / Q1, 2)
 * with the quartiles over all reps: Tukey's outer fences on a log scale. By rep and day. */
ATTAIN_API attain_status attain_quality_outliers(attain_context* context, const attain_quality* quality,
                                                 int64_t capacity, int64_t* rep_id, int32_t* day,
                                                 int64_t* quantity, uint8_t* of_day, double* low,
                                                 double* high, int64_t* needed);

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

/* Understands the facts of a team up to and with the day as_of; later ones are ignored. */
ATTAIN_API attain_status attain_estimator_new(attain_context* context, const attain_team* team,
                                              const attain_metric* metric, const attain_ledger* facts,
                                              int32_t as_of, attain_estimator** out);
ATTAIN_API void attain_estimator_free(attain_estimator* estimator);

enum {
    ATTAIN_GRADE_UNKNOWN = 0,
    ATTAIN_GRADE_PRIOR_ONLY = 1,
    ATTAIN_GRADE_THIN = 2,
    ATTAIN_GRADE_FAIR = 3,
    ATTAIN_GRADE_SOLID = 4
};

/* Where the columns of a forecast go: n entries each; NULL columns are not computed. */
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
} attain_forecast_columns;

/* Forecasts n pairs of rep and target over one period; target NULL: no probability is asked.
 * Errors: unknown_id (with the row), invalid_argument (a period that is over), inverted_period. */
ATTAIN_API attain_status attain_forecast(attain_context* context, const attain_estimator* estimator,
                                         int32_t begin, int32_t end, int64_t n, const int64_t* rep_id,
                                         const int64_t* target, attain_forecast_columns* out);

/* ---- allocation -------------------------------------------------------------------------------------- */

typedef struct attain_allocation attain_allocation;

enum {
    ATTAIN_POLICY_EQUAL_ATTAINABILITY = 0, /* the same chance for everyone */
    ATTAIN_POLICY_PROPORTIONAL = 1,        /* by expected total (Webster) */
    ATTAIN_POLICY_EQUAL_SPLIT = 2,         /* the same number for everyone */
    ATTAIN_POLICY_HAMILTON = 3             /* largest remainder by expected total */
};

#define ATTAIN_NO_CAP INT64_MAX

typedef struct attain_allocate_args {
    uint32_t struct_size;
    int32_t policy;   /* ATTAIN_POLICY_... */
    int64_t n_bounds; /* reps with a floor or cap of their own */
    const int64_t* bound_rep;
    const int64_t* bound_floor; /* default: 0 */
    const int64_t* bound_cap;   /* default: ATTAIN_NO_CAP */
} attain_allocate_args;

/* Splits total over the team's reps who have working time in the period: exact integers that sum to it.
 * args NULL: equal attainability without bounds. An infeasible total is no error of this call: the handle is
 * made, and attain_allocation_gap tells by how much. */
ATTAIN_API attain_status attain_allocate(attain_context* context, const attain_estimator* estimator,
                                         int32_t begin, int32_t end, int64_t total,
                                         const attain_allocate_args* args, attain_allocation** out);
ATTAIN_API void attain_allocation_free(attain_allocation* allocation);

/* How far the bounds are from the total: 0 feasible; below 0: floors exceed it by that much; above 0: caps
 * fall short of it by that much. */
ATTAIN_API attain_status attain_allocation_gap(attain_context* context, const attain_allocation* allocation,
                                               int64_t* gap);

/* The quotas in the order of rep ids. Columns hold `capacity` entries, NULL ones are skipped; *needed is the
 * number of quotas (0 when infeasible). Errors: buffer_too_small (only *needed is written). */
ATTAIN_API attain_status attain_allocation_quotas(attain_context* context,
                                                  const attain_allocation* allocation, int64_t capacity,
                                                  int64_t* rep_id, int64_t* amount, double* probability,
                                                  int64_t* needed);

/* ---- plan -------------------------------------------------------------------------------------------- */

typedef struct attain_plan attain_plan;

/* Goals for a period from an allocation of it. Errors: invalid_argument (the allocation is infeasible),
 * unknown_id (it is of other reps). */
ATTAIN_API attain_status attain_plan_new(attain_context* context, const attain_estimator* estimator,
                                         int32_t begin, int32_t end, const attain_allocation* allocation,
                                         attain_plan** out);
ATTAIN_API void attain_plan_free(attain_plan* plan);

/* The team's number, and P(team's total >= it). */
ATTAIN_API attain_status attain_plan_team(attain_context* context, const attain_plan* plan, int64_t* total,
                                          double* probability);

/* A rep's daily targets in whole units that sum to the quota: one entry a day with working time. Same
 * protocol as attain_allocation_quotas. */
ATTAIN_API attain_status attain_plan_days(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                          int64_t capacity, int32_t* day, int64_t* amount, int64_t* needed);

enum { ATTAIN_VERDICT_PASS = 0, ATTAIN_VERDICT_WARN = 1, ATTAIN_VERDICT_FAIL = 2 };

/* The SMART audit of a rep's goal, one question at a time: question is 0 to 4 for S, M, A, R, T. The reason
 * is written NUL-terminated into `reason` of `capacity` bytes; *needed is its length with the NUL. Errors:
 * buffer_too_small (verdict and figure are written, the reason is not). */
ATTAIN_API attain_status attain_plan_audit(attain_context* context, const attain_plan* plan, int64_t rep_id,
                                           int32_t question, int32_t* verdict, double* figure, char* reason,
                                           int64_t capacity, int64_t* needed);

#ifdef __cplusplus
}
#endif

#endif /* ATTAIN_H */
