package attain;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * attain for Java 22 and later: sales goals people can reach, that add up to the number you need.
 *
 * <p>Built on the foreign function and memory interface of the JDK, without another jar; the names are those of the
 * wrapper on JNA, so ../java/Story.java tells its story with either. Days are LocalDate, amounts of money BigDecimal,
 * refusals are AttainException with the argument, the row and the reason. Handles are AutoCloseable and freed by the
 * garbage collector when nobody closes them. Everything but a Ledger may be shared between threads. Run with
 * --enable-native-access=ALL-UNNAMED.
 */
public final class Attain {
    private Attain() {}

    // ---- attain.h ------------------------------------------------------------------------------------------

    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup LIBRARY = SymbolLookup.libraryLookup(
            System.getenv().getOrDefault("ATTAIN_LIBRARY", "libattain.so.1"), Arena.global());

    /** An attain_status function: its arguments as letters, p for a pointer, i for int32, l for int64. */
    private static MethodHandle status(String name, String arguments) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(JAVA_INT, layouts(arguments)));
    }

    private static MethodHandle free(String name) {
        return LINKER.downcallHandle(symbol(name), FunctionDescriptor.ofVoid(ADDRESS));
    }

    private static MemorySegment symbol(String name) {
        return LIBRARY.find("attain_" + name).orElseThrow(() -> new UnsatisfiedLinkError("attain_" + name));
    }

    private static MemoryLayout[] layouts(String arguments) {
        return arguments.chars().mapToObj(c -> c == 'p' ? ADDRESS : c == 'i' ? JAVA_INT : JAVA_LONG)
                .toArray(MemoryLayout[]::new);
    }

    private static final MethodHandle STATUS_NAME =
            LINKER.downcallHandle(symbol("status_name"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
    private static final MethodHandle CONTEXT_NEW = status("context_new", "p");
    private static final MethodHandle CONTEXT_FREE = free("context_free");
    private static final MethodHandle CONTEXT_ERROR = status("context_error", "pp");
    private static final MethodHandle PERIOD_PARSE = status("period_parse", "pplpp");
    private static final MethodHandle TEAM_NEW = status("team_new", "ppp");
    private static final MethodHandle TEAM_FREE = free("team_free");
    private static final MethodHandle LEDGER_NEW = status("ledger_new", "pp");
    private static final MethodHandle LEDGER_FREE = free("ledger_free");
    private static final MethodHandle LEDGER_CHANNEL = status("ledger_channel", "ppplp");
    private static final MethodHandle LEDGER_RECORD = status("ledger_record", "ppllpppp");
    private static final MethodHandle ESTIMATOR_NEW = status("estimator_new", "ppppip");
    private static final MethodHandle ESTIMATOR_FREE = free("estimator_free");
    private static final MethodHandle FORECAST = status("forecast", "ppiilppp");
    private static final MethodHandle ALLOCATE = status("allocate", "ppiilpp");
    private static final MethodHandle ALLOCATION_FREE = free("allocation_free");
    private static final MethodHandle ALLOCATION_GAP = status("allocation_gap", "ppp");
    private static final MethodHandle ALLOCATION_QUOTAS = status("allocation_quotas", "pplpppp");
    private static final MethodHandle PLAN_NEW = status("plan_new", "ppiipp");
    private static final MethodHandle PLAN_FREE = free("plan_free");
    private static final MethodHandle PLAN_ENCODE = status("plan_encode", "pplpp");
    private static final MethodHandle PLAN_DECODE = status("plan_decode", "ppplp");
    private static final MethodHandle PLAN_SUMMARY = status("plan_summary", "ppp");
    private static final MethodHandle PLAN_TEAM = status("plan_team", "pppp");
    private static final MethodHandle PLAN_DAYS = status("plan_days", "ppllppp");
    private static final MethodHandle PLAN_VERDICT = status("plan_verdict", "pplippplp");

    private static final MemorySegment NULL = MemorySegment.NULL;
    private static final long ERROR_SIZE = 336;

    /** Fills a struct field by field, each where C would align it; struct_size comes first. */
    private static final class Struct {
        final MemorySegment bytes;
        private long at = 4;

        Struct(Arena arena, int size) {
            bytes = arena.allocate(size, 8);
            bytes.set(JAVA_INT, 0, size);
        }

        private long next(long width) {
            at = (at + width - 1) / width * width + width;
            return at - width;
        }

        Struct i32(int value) {
            bytes.set(JAVA_INT, next(4), value);
            return this;
        }

        Struct i64(long value) {
            bytes.set(JAVA_LONG, next(8), value);
            return this;
        }

        Struct to(MemorySegment value) {
            bytes.set(ADDRESS, next(8), value);
            return this;
        }
    }

    // ---- errors, calls, handles ----------------------------------------------------------------------------

    /** What the library refused: nothing was changed. */
    public static final class AttainException extends RuntimeException {
        private static final long serialVersionUID = 1;
        public final int status;
        public final String name;     // "out_of_range"
        public final String argument; // or column
        public final long row;        // of a batch, counted from 0; -1: no row is meant
        public final String reason;

        AttainException(int status, String name, String argument, long row, String reason) {
            super(name + ": " + argument + (row < 0 ? "" : ", row " + row) + ": " + reason);
            this.status = status;
            this.name = name;
            this.argument = argument;
            this.row = row;
            this.reason = reason;
        }
    }

    @FunctionalInterface
    private interface Call {
        int with(MemorySegment context) throws Throwable;
    }

    @FunctionalInterface
    private interface ToMake {
        int with(Arena arena, MemorySegment context, MemorySegment out) throws Throwable;
    }

    private static final Cleaner CLEANER = Cleaner.create();
    private static final ThreadLocal<Context> CONTEXT = ThreadLocal.withInitial(Context::new);

    private static final class Context {
        final MemorySegment pointer;

        Context() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment out = arena.allocate(ADDRESS);
                unchecked(() -> (int) CONTEXT_NEW.invokeExact(out));
                pointer = out.get(ADDRESS, 0);
            }
            MemorySegment made = pointer;
            CLEANER.register(this, () -> release(CONTEXT_FREE, made));
        }
    }

    @FunctionalInterface
    private interface Native<T> {
        T call() throws Throwable;
    }

    /** A method handle declares every Throwable; a C function throws none. */
    private static <T> T unchecked(Native<T> call) {
        try {
            return call.call();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static void release(MethodHandle free, MemorySegment handle) {
        unchecked(() -> {
            free.invokeExact(handle);
            return null;
        });
    }

    /** One call; a refusal is thrown. The handles it uses stay alive until it is over. */
    private static void check(Call call, Handle... used) {
        MemorySegment context = CONTEXT.get().pointer;
        int status = unchecked(() -> call.with(context));
        Reference.reachabilityFence(used);
        if (status == 0) return;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment error = new Struct(arena, (int) ERROR_SIZE).bytes;
            unchecked(() -> (int) CONTEXT_ERROR.invokeExact(context, error));
            MemorySegment name = unchecked(() -> (MemorySegment) STATUS_NAME.invokeExact(status));
            throw new AttainException(status, name.reinterpret(64).getString(0), error.getString(16),
                    error.get(JAVA_LONG, 8), error.getString(80));
        }
    }

    private static MemorySegment make(ToMake call, Handle... used) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment out = arena.allocate(ADDRESS);
            check(context -> call.with(arena, context, out), used);
            return out.get(ADDRESS, 0);
        }
    }

    /** Owns what one attain_x_new made. */
    public abstract static class Handle implements AutoCloseable {
        private final MemorySegment pointer;
        private final Cleaner.Cleanable cleanable;
        private volatile boolean closed;

        Handle(MemorySegment made, MethodHandle free) {
            pointer = made;
            cleanable = CLEANER.register(this, () -> release(free, made));
        }

        final MemorySegment pointer() {
            if (closed) throw new IllegalStateException(getClass().getSimpleName() + " is closed");
            return pointer;
        }

        @Override
        public void close() {
            closed = true;
            cleanable.clean();
        }
    }

    // ---- columns -------------------------------------------------------------------------------------------

    private static final int NULL_DAY = Integer.MIN_VALUE;

    /** Days since 1970-01-01; null is "not known". */
    public static int dayNumber(LocalDate day) {
        return day == null ? NULL_DAY : Math.toIntExact(day.toEpochDay());
    }

    private static <T> MemorySegment longs(Arena arena, List<T> rows, ToLongFunction<T> of) {
        return arena.allocateFrom(JAVA_LONG, rows.stream().mapToLong(of).toArray());
    }

    private static <T> MemorySegment days(Arena arena, List<T> rows, Function<T, LocalDate> of) {
        return arena.allocateFrom(JAVA_INT, rows.stream().mapToInt(row -> dayNumber(of.apply(row))).toArray());
    }

    private static <T> MemorySegment reals(Arena arena, List<T> rows, ToDoubleFunction<T> of) {
        return arena.allocateFrom(JAVA_DOUBLE, rows.stream().mapToDouble(of).toArray());
    }

    private static <T> MemorySegment texts(Arena arena, List<T> rows, Function<T, String> of) {
        MemorySegment column = arena.allocate(ADDRESS, rows.size());
        for (int i = 0; i < rows.size(); ++i) column.setAtIndex(ADDRESS, i, arena.allocateFrom(of.apply(rows.get(i))));
        return column;
    }

    // ---- what a caller sees --------------------------------------------------------------------------------

    public enum Grade {
        UNKNOWN, PRIOR_ONLY, THIN, FAIR, SOLID;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    public enum Verdict {
        PASS, WARN, FAIL;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** From begin up to, not including, end. */
    public record Period(LocalDate begin, LocalDate end) {
        /** 2026-12, 2026-W49, 2026-Q4, 2026, a day, or two days joined by a slash. */
        public static Period parse(String text) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment begin = arena.allocate(JAVA_INT), end = arena.allocate(JAVA_INT);
                MemorySegment utf8 = arena.allocateFrom(text);
                check(context -> (int) PERIOD_PARSE.invokeExact(context, utf8, -1L, begin, end));
                return new Period(LocalDate.ofEpochDay(begin.get(JAVA_INT, 0)), LocalDate.ofEpochDay(end.get(JAVA_INT, 0)));
            }
        }

        public LocalDate last() {
            return end.minusDays(1);
        }

        int from() { return dayNumber(begin); }
        int to() { return dayNumber(end); }
    }

    /** Exponent 0: whole numbers; 2: money with cents, see units and value. */
    public record Metric(String name, long id, int exponent) {
        public Metric(String name) {
            this(name, 1, 0);
        }

        /** 12.50 with exponent 2 is 1250. Errors: ArithmeticException for what does not fit exactly. */
        public long units(BigDecimal value) {
            return value.movePointRight(exponent).longValueExact();
        }

        public BigDecimal value(long units) {
            return BigDecimal.valueOf(units, exponent);
        }
    }

    /** ramp: share of full capacity, one a month of tenure. Dates may be null: not known. */
    public record Rep(long id, String name, String role, LocalDate hired, LocalDate left, double fte, List<Double> ramp) {
        public Rep(long id, String name, String role, LocalDate hired, List<Double> ramp) {
            this(id, name, role, hired, null, 1, ramp);
        }
    }

    /** Away from first to last, both included. */
    public record Absence(long rep, LocalDate first, LocalDate last, double share) {
        public Absence(long rep, LocalDate first, LocalDate last) {
            this(rep, first, last, 1);
        }
    }

    /** One thing that was done. channel 0: none. */
    public record Fact(long rep, LocalDate day, long quantity, long channel) {}

    /** low to high holds the total with 80 %. */
    public record Forecast(long rep, double low, double high, double mean, long done, Grade grade) {}

    public record Quota(long rep, long amount, double chance) {}

    public record TeamGoal(long total, double chance) {}

    public record Finding(char letter, Verdict verdict, double figure, String reason) {}

    /** "63 %", and never 0 % or 100 % from rounding. */
    public static String percent(double p) {
        if (p > 0 && p < 0.01) return "< 1 %";
        if (p > 0.99 && p < 1) return "> 99 %";
        return (long) (100 * p + 0.5) + " %";
    }

    public static final class Team extends Handle {
        public final String name;
        public final List<Rep> reps;

        public Team(String name, List<Rep> reps, List<LocalDate> closed, List<Absence> absences) {
            super(make((arena, context, out) -> {
                List<Long> offsets = new ArrayList<>(List.of(0L));
                List<Double> shares = new ArrayList<>();
                for (Rep rep : reps) {
                    shares.addAll(rep.ramp());
                    offsets.add((long) shares.size());
                }
                MemorySegment args = new Struct(arena, 168).i32(0).to(arena.allocateFrom(name)).i64(reps.size())
                        .to(longs(arena, reps, Rep::id)).to(texts(arena, reps, Rep::name)).to(texts(arena, reps, Rep::role))
                        .to(days(arena, reps, Rep::hired)).to(NULL).to(days(arena, reps, Rep::left))
                        .to(reals(arena, reps, Rep::fte)).to(longs(arena, offsets, Long::longValue))
                        .i64(shares.size()).to(reals(arena, shares, Double::doubleValue)).to(NULL)
                        .i64(closed.size()).to(days(arena, closed, day -> day))
                        .i64(absences.size()).to(longs(arena, absences, Absence::rep))
                        .to(days(arena, absences, Absence::first))
                        .to(days(arena, absences, away -> away.last().plusDays(1)))
                        .to(reals(arena, absences, Absence::share)).bytes;
                return (int) TEAM_NEW.invokeExact(context, args, out);
            }), TEAM_FREE);
            this.name = name;
            this.reps = List.copyOf(reps);
        }

        public Rep rep(long id) {
            return reps.stream().filter(rep -> rep.id() == id).findFirst().orElseThrow();
        }
    }

    /** The dated facts. Grows; for one thread at a time. */
    public static final class Ledger extends Handle {
        public Ledger() {
            super(make((arena, context, out) -> (int) LEDGER_NEW.invokeExact(context, out)), LEDGER_FREE);
        }

        /** The number of a channel, the same for the same name. */
        public long channel(String name) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment utf8 = arena.allocateFrom(name), number = arena.allocate(JAVA_LONG);
                check(context -> (int) LEDGER_CHANNEL.invokeExact(context, pointer(), utf8, -1L, number), this);
                return number.get(JAVA_LONG, 0);
            }
        }

        /** Adds all facts or, on any error, none. */
        public void record(Metric metric, List<Fact> facts) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment rep = longs(arena, facts, Fact::rep), day = days(arena, facts, Fact::day);
                MemorySegment quantity = longs(arena, facts, Fact::quantity), channel = longs(arena, facts, Fact::channel);
                check(context -> (int) LEDGER_RECORD.invokeExact(context, pointer(), metric.id(), (long) facts.size(), rep,
                        day, quantity, channel), this);
            }
        }
    }

    /** The facts of a team up to and with the day asOf, understood. */
    public static final class Estimator extends Handle {
        private final int size;

        public Estimator(Team team, Metric metric, Ledger facts, LocalDate asOf) {
            super(make((arena, context, out) -> {
                MemorySegment what = new Struct(arena, 32).i32(metric.exponent() > 0 ? 1 : 0).i32(metric.exponent())
                        .i32(0).i64(metric.id()).to(arena.allocateFrom(metric.name())).bytes;
                return (int) ESTIMATOR_NEW.invokeExact(context, team.pointer(), what, facts.pointer(), dayNumber(asOf), out);
            }, team, facts), ESTIMATOR_FREE);
            size = team.reps.size();
        }

        public List<Forecast> forecasts(Period period, List<Long> reps) {
            int n = reps.size();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment low = arena.allocate(JAVA_DOUBLE, n), high = arena.allocate(JAVA_DOUBLE, n);
                MemorySegment mean = arena.allocate(JAVA_DOUBLE, n), done = arena.allocate(JAVA_LONG, n);
                MemorySegment grade = arena.allocate(JAVA_INT, n), ids = longs(arena, reps, Long::longValue);
                MemorySegment out = new Struct(arena, 80).i32(0).to(NULL).to(mean).to(low).to(NULL).to(high).to(done)
                        .to(grade).to(NULL).to(NULL).bytes;
                check(context -> (int) FORECAST.invokeExact(context, pointer(), period.from(), period.to(), (long) n, ids,
                        NULL, out), this);
                List<Forecast> made = new ArrayList<>();
                for (int i = 0; i < n; ++i)
                    made.add(new Forecast(reps.get(i), low.getAtIndex(JAVA_DOUBLE, i), high.getAtIndex(JAVA_DOUBLE, i),
                            mean.getAtIndex(JAVA_DOUBLE, i), done.getAtIndex(JAVA_LONG, i),
                            Grade.values()[grade.getAtIndex(JAVA_INT, i)]));
                return made;
            }
        }

        /** bounds: floor and cap of those who have them; Long.MAX_VALUE for no cap. */
        public Allocation allocate(Period period, long total, Map<Long, long[]> bounds) {
            List<Map.Entry<Long, long[]>> rows = List.copyOf(bounds.entrySet());
            return new Allocation(make((arena, context, out) -> {
                MemorySegment args = new Struct(arena, 40).i32(0).i64(rows.size()).to(longs(arena, rows, Map.Entry::getKey))
                        .to(longs(arena, rows, row -> row.getValue()[0])).to(longs(arena, rows, row -> row.getValue()[1]))
                        .bytes;
                return (int) ALLOCATE.invokeExact(context, pointer(), period.from(), period.to(), total, args, out);
            }, this), size);
        }

        public Allocation allocate(Period period, long total) {
            return allocate(period, total, Map.of());
        }

        public Plan plan(Period period, Allocation allocation) {
            return new Plan(make((arena, context, out) -> (int) PLAN_NEW.invokeExact(context, pointer(), period.from(),
                    period.to(), allocation.pointer(), out), this, allocation), period);
        }
    }

    /** A total split into whole quotas. */
    public static final class Allocation extends Handle {
        private final int room;

        Allocation(MemorySegment made, int room) {
            super(made, ALLOCATION_FREE);
            this.room = room;
        }

        /** 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it. */
        public long gap() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment gap = arena.allocate(JAVA_LONG);
                check(context -> (int) ALLOCATION_GAP.invokeExact(context, pointer(), gap), this);
                return gap.get(JAVA_LONG, 0);
            }
        }

        /** In the order of rep ids. */
        public List<Quota> quotas() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment rep = arena.allocate(JAVA_LONG, room), amount = arena.allocate(JAVA_LONG, room);
                MemorySegment chance = arena.allocate(JAVA_DOUBLE, room), needed = arena.allocate(JAVA_LONG);
                check(context -> (int) ALLOCATION_QUOTAS.invokeExact(context, pointer(), (long) room, rep, amount, chance,
                        needed), this);
                List<Quota> quotas = new ArrayList<>();
                for (int i = 0; i < needed.get(JAVA_LONG, 0); ++i)
                    quotas.add(new Quota(rep.getAtIndex(JAVA_LONG, i), amount.getAtIndex(JAVA_LONG, i),
                            chance.getAtIndex(JAVA_DOUBLE, i)));
                return quotas;
            }
        }
    }

    /** The goals of a team for a period. */
    public static final class Plan extends Handle {
        public final Period period;

        Plan(MemorySegment made, Period period) {
            super(made, PLAN_FREE);
            this.period = period;
        }

        /** Everything the plan knows, to store until its period is over. */
        public byte[] toBytes() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment needed = arena.allocate(JAVA_LONG);
                try {
                    check(context -> (int) PLAN_ENCODE.invokeExact(context, pointer(), 0L, NULL, needed), this);
                } catch (AttainException e) {
                    if (!e.name.equals("buffer_too_small")) throw e; // capacity 0 asks how many
                }
                long length = needed.get(JAVA_LONG, 0);
                MemorySegment bytes = arena.allocate(length);
                check(context -> (int) PLAN_ENCODE.invokeExact(context, pointer(), length, bytes, needed), this);
                return bytes.toArray(JAVA_BYTE);
            }
        }

        /** The plan again, in any process; the team says when its reps work. */
        public static Plan fromBytes(Team team, byte[] bytes) {
            MemorySegment made = make((arena, context, out) -> (int) PLAN_DECODE.invokeExact(context, team.pointer(),
                    arena.allocateFrom(JAVA_BYTE, bytes), (long) bytes.length, out), team);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment figures = new Struct(arena, 16).bytes; // as much of it as is read here
                check(context -> (int) PLAN_SUMMARY.invokeExact(context, made, figures));
                return new Plan(made, new Period(LocalDate.ofEpochDay(figures.get(JAVA_INT, 8)),
                        LocalDate.ofEpochDay(figures.get(JAVA_INT, 12))));
            }
        }

        public TeamGoal team() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment total = arena.allocate(JAVA_LONG), chance = arena.allocate(JAVA_DOUBLE);
                check(context -> (int) PLAN_TEAM.invokeExact(context, pointer(), total, chance), this);
                return new TeamGoal(total.get(JAVA_LONG, 0), chance.get(JAVA_DOUBLE, 0));
            }
        }

        /** Whole targets that sum to the quota, for each day with working time. */
        public Map<LocalDate, Long> days(long rep) {
            int room = period.to() - period.from();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment day = arena.allocate(JAVA_INT, room), amount = arena.allocate(JAVA_LONG, room);
                MemorySegment needed = arena.allocate(JAVA_LONG);
                check(context -> (int) PLAN_DAYS.invokeExact(context, pointer(), rep, (long) room, day, amount, needed), this);
                Map<LocalDate, Long> days = new TreeMap<>();
                for (int i = 0; i < needed.get(JAVA_LONG, 0); ++i)
                    days.put(LocalDate.ofEpochDay(day.getAtIndex(JAVA_INT, i)), amount.getAtIndex(JAVA_LONG, i));
                return days;
            }
        }

        /** Five findings, for S, M, A, R and T. */
        public List<Finding> audit(long rep) {
            List<Finding> findings = new ArrayList<>();
            for (int question = 0; question < 5; ++question) findings.add(finding(rep, question, 256));
            return findings;
        }

        private Finding finding(long rep, int question, long room) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment verdict = arena.allocate(JAVA_INT), figure = arena.allocate(JAVA_DOUBLE);
                MemorySegment reason = arena.allocate(room), needed = arena.allocate(JAVA_LONG);
                try {
                    check(context -> (int) PLAN_VERDICT.invokeExact(context, pointer(), rep, question, verdict, figure, reason,
                            room, needed), this);
                } catch (AttainException e) {
                    if (!e.name.equals("buffer_too_small")) throw e;
                    return finding(rep, question, needed.get(JAVA_LONG, 0));
                }
                return new Finding("SMART".charAt(question), Verdict.values()[verdict.get(JAVA_INT, 0)],
                        figure.get(JAVA_DOUBLE, 0), reason.getString(0));
            }
        }
    }
}
