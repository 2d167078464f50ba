package attain;

import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import com.sun.jna.ptr.DoubleByReference;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * attain for Java: sales goals people can reach, that add up to the number you need.
 *
 * <p>Built on JNA. Days are LocalDate, amounts of money BigDecimal, refusals are AttainException with the argument, the
 * row and the reason. Handles are AutoCloseable and freed by the garbage collector when nobody closes them. Everything
 * but a Ledger may be shared between threads.
 */
public final class Attain {
    private Attain() {}

    // ---- attain.h ------------------------------------------------------------------------------------------

    public interface C extends Library {
        C LIB = Native.load(System.getenv().getOrDefault("ATTAIN_LIBRARY", "attain"), C.class);

        String attain_status_name(int status);
        int attain_context_new(PointerByReference out);
        void attain_context_free(Pointer context);
        int attain_context_error(Pointer context, ErrorRecord out);
        int attain_period_parse(Pointer context, byte[] text, long length, IntByReference begin, IntByReference end);
        int attain_team_new(Pointer context, TeamArgs args, PointerByReference out);
        void attain_team_free(Pointer team);
        int attain_ledger_new(Pointer context, PointerByReference out);
        void attain_ledger_free(Pointer ledger);
        int attain_ledger_channel(Pointer context, Pointer ledger, byte[] name, long length, LongByReference channel);
        int attain_ledger_record(Pointer context, Pointer ledger, long metric, long n, long[] rep, int[] day,
                long[] quantity, long[] channel);
        int attain_estimator_new(Pointer context, Pointer team, MetricRecord metric, Pointer facts, int asOf,
                PointerByReference out);
        void attain_estimator_free(Pointer estimator);
        int attain_forecast(Pointer context, Pointer estimator, int begin, int end, long n, long[] rep, long[] target,
                ForecastColumns out);
        int attain_allocate(Pointer context, Pointer estimator, int begin, int end, long total, AllocateArgs args,
                PointerByReference out);
        void attain_allocation_free(Pointer allocation);
        int attain_allocation_gap(Pointer context, Pointer allocation, LongByReference gap);
        int attain_allocation_quotas(Pointer context, Pointer allocation, long capacity, long[] rep, long[] amount,
                double[] probability, LongByReference needed);
        int attain_plan_new(Pointer context, Pointer estimator, int begin, int end, Pointer allocation,
                PointerByReference out);
        void attain_plan_free(Pointer plan);
        int attain_plan_encode(Pointer context, Pointer plan, long capacity, byte[] bytes, LongByReference needed);
        int attain_plan_decode(Pointer context, Pointer team, byte[] bytes, long length, PointerByReference out);
        int attain_plan_summary(Pointer context, Pointer plan, PlanFigures out);
        int attain_plan_team(Pointer context, Pointer plan, LongByReference total, DoubleByReference probability);
        int attain_plan_days(Pointer context, Pointer plan, long rep, long capacity, int[] day, long[] amount,
                LongByReference needed);
        int attain_plan_verdict(Pointer context, Pointer plan, long rep, int question, IntByReference verdict,
                DoubleByReference figure, byte[] reason, long capacity, LongByReference needed);
    }

    @FieldOrder({"struct_size", "status", "row", "argument", "message"})
    public static class ErrorRecord extends Structure {
        public int struct_size, status;
        public long row;
        public byte[] argument = new byte[64], message = new byte[256];
    }

    @FieldOrder({"struct_size", "reserved", "name", "n_reps", "rep_id", "rep_name", "rep_role", "hired", "joined", "left",
        "fte", "ramp_offsets", "n_ramp_shares", "ramp_share", "weekday_share", "n_closed", "closed_day", "n_absences", "absence_rep",
        "absence_begin", "absence_end", "absence_share"})
    public static class TeamArgs extends Structure {
        public int struct_size, reserved;
        public Pointer name;
        public long n_reps;
        public Pointer rep_id, rep_name, rep_role, hired, joined, left, fte, ramp_offsets;
        public long n_ramp_shares;
        public Pointer ramp_share, weekday_share;
        public long n_closed;
        public Pointer closed_day;
        public long n_absences;
        public Pointer absence_rep, absence_begin, absence_end, absence_share;
    }

    @FieldOrder({"struct_size", "kind", "exponent", "reserved", "metric_id", "name"})
    public static class MetricRecord extends Structure {
        public int struct_size, kind, exponent, reserved;
        public long metric_id;
        public Pointer name;
    }

    @FieldOrder({"struct_size", "reserved", "probability", "mean", "low", "median", "high", "done", "grade",
        "effective_days", "prior_weight"})
    public static class ForecastColumns extends Structure {
        public int struct_size, reserved;
        public Pointer probability, mean, low, median, high, done, grade, effective_days, prior_weight;
    }

    /** As much of it as is read here. */
    @FieldOrder({"struct_size", "as_of", "begin", "end"})
    public static class PlanFigures extends Structure {
        public int struct_size, as_of, begin, end;
    }

    @FieldOrder({"struct_size", "policy", "n_bounds", "bound_rep", "bound_floor", "bound_cap"})
    public static class AllocateArgs extends Structure {
        public int struct_size, policy;
        public long n_bounds;
        public Pointer bound_rep, bound_floor, bound_cap;
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
        int with(Pointer context);
    }

    private static final Cleaner CLEANER = Cleaner.create();
    private static final ThreadLocal<Context> CONTEXT = ThreadLocal.withInitial(Context::new);

    private static final class Context {
        final Pointer pointer;

        Context() {
            PointerByReference out = new PointerByReference();
            C.LIB.attain_context_new(out);
            Pointer made = out.getValue();
            pointer = made;
            CLEANER.register(this, () -> C.LIB.attain_context_free(made));
        }
    }

    /** One call; a refusal is thrown. The handles it uses stay alive until it is over. */
    private static void check(Call call, Handle... used) {
        Context context = CONTEXT.get();
        int status = call.with(context.pointer);
        Reference.reachabilityFence(used);
        if (status == 0) return;
        ErrorRecord error = new ErrorRecord();
        error.struct_size = error.size();
        C.LIB.attain_context_error(context.pointer, error);
        throw new AttainException(status, C.LIB.attain_status_name(status), Native.toString(error.argument, "UTF-8"),
                error.row, Native.toString(error.message, "UTF-8"));
    }

    private static Pointer make(ToMake call, Handle... used) {
        PointerByReference out = new PointerByReference();
        check(context -> call.with(context, out), used);
        return out.getValue();
    }

    @FunctionalInterface
    private interface ToMake {
        int with(Pointer context, PointerByReference out);
    }

    /** Owns what one attain_x_new made. */
    public abstract static class Handle implements AutoCloseable {
        private final Pointer pointer;
        private final Cleaner.Cleanable cleanable;
        private volatile boolean closed;

        Handle(Pointer made, Consumer<Pointer> free) {
            pointer = made;
            cleanable = CLEANER.register(this, () -> free.accept(made));
        }

        final Pointer pointer() {
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

    private static <T> Memory longs(List<T> rows, ToLongFunction<T> of) {
        Memory column = new Memory(8L * Math.max(1, rows.size()));
        for (int i = 0; i < rows.size(); ++i) column.setLong(8L * i, of.applyAsLong(rows.get(i)));
        return column;
    }

    private static <T> Memory days(List<T> rows, Function<T, LocalDate> of) {
        Memory column = new Memory(4L * Math.max(1, rows.size()));
        for (int i = 0; i < rows.size(); ++i) column.setInt(4L * i, dayNumber(of.apply(rows.get(i))));
        return column;
    }

    private static <T> Memory reals(List<T> rows, ToDoubleFunction<T> of) {
        Memory column = new Memory(8L * Math.max(1, rows.size()));
        for (int i = 0; i < rows.size(); ++i) column.setDouble(8L * i, of.applyAsDouble(rows.get(i)));
        return column;
    }

    private static Memory text(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        Memory text = new Memory(bytes.length + 1L);
        text.write(0, bytes, 0, bytes.length);
        text.setByte(bytes.length, (byte) 0);
        return text;
    }

    private static Memory pointers(List<Memory> to) {
        Memory column = new Memory((long) Native.POINTER_SIZE * Math.max(1, to.size()));
        for (int i = 0; i < to.size(); ++i) column.setPointer((long) Native.POINTER_SIZE * i, to.get(i));
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
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            IntByReference begin = new IntByReference(), end = new IntByReference();
            check(context -> C.LIB.attain_period_parse(context, utf8, utf8.length, begin, end));
            return new Period(LocalDate.ofEpochDay(begin.getValue()), LocalDate.ofEpochDay(end.getValue()));
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
            super(make((context, out) -> {
                List<Memory> names = reps.stream().map(rep -> text(rep.name())).toList();
                List<Memory> roles = reps.stream().map(rep -> text(rep.role())).toList();
                List<Long> offsets = new ArrayList<>(List.of(0L));
                List<Double> shares = new ArrayList<>();
                for (Rep rep : reps) {
                    shares.addAll(rep.ramp());
                    offsets.add((long) shares.size());
                }
                TeamArgs args = new TeamArgs();
                args.struct_size = args.size();
                args.name = text(name);
                args.n_reps = reps.size();
                args.rep_id = longs(reps, Rep::id);
                args.rep_name = pointers(names);
                args.rep_role = pointers(roles);
                args.hired = days(reps, Rep::hired);
                args.left = days(reps, Rep::left);
                args.fte = reals(reps, Rep::fte);
                args.ramp_offsets = longs(offsets, Long::longValue);
                args.n_ramp_shares = shares.size();
                args.ramp_share = reals(shares, Double::doubleValue);
                args.n_closed = closed.size();
                args.closed_day = days(closed, day -> day);
                args.n_absences = absences.size();
                args.absence_rep = longs(absences, Absence::rep);
                args.absence_begin = days(absences, Absence::first);
                args.absence_end = days(absences, away -> away.last().plusDays(1));
                args.absence_share = reals(absences, Absence::share);
                int status = C.LIB.attain_team_new(context, args, out);
                Reference.reachabilityFence(names);
                Reference.reachabilityFence(roles);
                return status;
            }), C.LIB::attain_team_free);
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
            super(make(C.LIB::attain_ledger_new), C.LIB::attain_ledger_free);
        }

        /** The number of a channel, the same for the same name. */
        public long channel(String name) {
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            LongByReference number = new LongByReference();
            check(context -> C.LIB.attain_ledger_channel(context, pointer(), utf8, utf8.length, number), this);
            return number.getValue();
        }

        /** Adds all facts or, on any error, none. */
        public void record(Metric metric, List<Fact> facts) {
            long[] rep = facts.stream().mapToLong(Fact::rep).toArray();
            int[] day = facts.stream().mapToInt(fact -> dayNumber(fact.day())).toArray();
            long[] quantity = facts.stream().mapToLong(Fact::quantity).toArray();
            long[] channel = facts.stream().mapToLong(Fact::channel).toArray();
            check(context -> C.LIB.attain_ledger_record(context, pointer(), metric.id(), rep.length, rep, day, quantity,
                    channel), this);
        }
    }

    /** The facts of a team up to and with the day asOf, understood. */
    public static final class Estimator extends Handle {
        private final int size;

        public Estimator(Team team, Metric metric, Ledger facts, LocalDate asOf) {
            super(make((context, out) -> {
                MetricRecord what = new MetricRecord();
                what.struct_size = what.size();
                what.kind = metric.exponent() > 0 ? 1 : 0;
                what.exponent = metric.exponent();
                what.metric_id = metric.id();
                what.name = text(metric.name());
                return C.LIB.attain_estimator_new(context, team.pointer(), what, facts.pointer(), dayNumber(asOf), out);
            }, team, facts), C.LIB::attain_estimator_free);
            size = team.reps.size();
        }

        public List<Forecast> forecasts(Period period, List<Long> reps) {
            int n = reps.size();
            ForecastColumns out = new ForecastColumns();
            out.struct_size = out.size();
            out.low = new Memory(8L * Math.max(1, n));
            out.high = new Memory(8L * Math.max(1, n));
            out.mean = new Memory(8L * Math.max(1, n));
            out.done = new Memory(8L * Math.max(1, n));
            out.grade = new Memory(4L * Math.max(1, n));
            long[] ids = reps.stream().mapToLong(Long::longValue).toArray();
            check(context -> C.LIB.attain_forecast(context, pointer(), period.from(), period.to(), n, ids, null, out), this);
            List<Forecast> made = new ArrayList<>();
            for (int i = 0; i < n; ++i)
                made.add(new Forecast(ids[i], out.low.getDouble(8L * i), out.high.getDouble(8L * i),
                        out.mean.getDouble(8L * i), out.done.getLong(8L * i), Grade.values()[out.grade.getInt(4L * i)]));
            return made;
        }

        /** bounds: floor and cap of those who have them; Long.MAX_VALUE for no cap. */
        public Allocation allocate(Period period, long total, Map<Long, long[]> bounds) {
            List<Map.Entry<Long, long[]>> rows = List.copyOf(bounds.entrySet());
            AllocateArgs args = new AllocateArgs();
            args.struct_size = args.size();
            args.n_bounds = rows.size();
            args.bound_rep = longs(rows, Map.Entry::getKey);
            args.bound_floor = longs(rows, row -> row.getValue()[0]);
            args.bound_cap = longs(rows, row -> row.getValue()[1]);
            return new Allocation(make((context, out) -> C.LIB.attain_allocate(context, pointer(), period.from(), period.to(),
                    total, args, out), this), size);
        }

        public Allocation allocate(Period period, long total) {
            return allocate(period, total, Map.of());
        }

        public Plan plan(Period period, Allocation allocation) {
            return new Plan(make((context, out) -> C.LIB.attain_plan_new(context, pointer(), period.from(), period.to(),
                    allocation.pointer(), out), this, allocation), period);
        }
    }

    /** A total split into whole quotas. */
    public static final class Allocation extends Handle {
        private final int room;

        Allocation(Pointer made, int room) {
            super(made, C.LIB::attain_allocation_free);
            this.room = room;
        }

        /** 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it. */
        public long gap() {
            LongByReference gap = new LongByReference();
            check(context -> C.LIB.attain_allocation_gap(context, pointer(), gap), this);
            return gap.getValue();
        }

        /** In the order of rep ids. */
        public List<Quota> quotas() {
            long[] rep = new long[room], amount = new long[room];
            double[] chance = new double[room];
            LongByReference needed = new LongByReference();
            check(context -> C.LIB.attain_allocation_quotas(context, pointer(), room, rep, amount, chance, needed), this);
            List<Quota> quotas = new ArrayList<>();
            for (int i = 0; i < needed.getValue(); ++i) quotas.add(new Quota(rep[i], amount[i], chance[i]));
            return quotas;
        }
    }

    /** The goals of a team for a period. */
    public static final class Plan extends Handle {
        public final Period period;

        Plan(Pointer made, Period period) {
            super(made, C.LIB::attain_plan_free);
            this.period = period;
        }

        /** Everything the plan knows, to store until its period is over. */
        public byte[] toBytes() {
            LongByReference needed = new LongByReference();
            try {
                check(context -> C.LIB.attain_plan_encode(context, pointer(), 0, null, needed), this);
            } catch (AttainException e) {
                if (!e.name.equals("buffer_too_small")) throw e; // capacity 0 asks how many
            }
            byte[] bytes = new byte[Math.toIntExact(needed.getValue())];
            check(context -> C.LIB.attain_plan_encode(context, pointer(), bytes.length, bytes, needed), this);
            return bytes;
        }

        /** The plan again, in any process; the team says when its reps work. */
        public static Plan fromBytes(Team team, byte[] bytes) {
            Pointer made = make((context, out) -> C.LIB.attain_plan_decode(context, team.pointer(), bytes, bytes.length,
                    out), team);
            PlanFigures figures = new PlanFigures();
            figures.struct_size = figures.size();
            check(context -> C.LIB.attain_plan_summary(context, made, figures));
            return new Plan(made, new Period(LocalDate.ofEpochDay(figures.begin), LocalDate.ofEpochDay(figures.end)));
        }

        public TeamGoal team() {
            LongByReference total = new LongByReference();
            DoubleByReference chance = new DoubleByReference();
            check(context -> C.LIB.attain_plan_team(context, pointer(), total, chance), this);
            return new TeamGoal(total.getValue(), chance.getValue());
        }

        /** Whole targets that sum to the quota, for each day with working time. */
        public Map<LocalDate, Long> days(long rep) {
            int room = period.to() - period.from();
            int[] day = new int[room];
            long[] amount = new long[room];
            LongByReference needed = new LongByReference();
            check(context -> C.LIB.attain_plan_days(context, pointer(), rep, room, day, amount, needed), this);
            Map<LocalDate, Long> days = new TreeMap<>();
            for (int i = 0; i < needed.getValue(); ++i) days.put(LocalDate.ofEpochDay(day[i]), amount[i]);
            return days;
        }

        /** Five findings, for S, M, A, R and T. */
        public List<Finding> audit(long rep) {
            List<Finding> findings = new ArrayList<>();
            for (int question = 0; question < 5; ++question) findings.add(finding(rep, question, 256));
            return findings;
        }

        private Finding finding(long rep, int question, int room) {
            IntByReference verdict = new IntByReference();
            DoubleByReference figure = new DoubleByReference();
            LongByReference needed = new LongByReference();
            byte[] reason = new byte[room];
            try {
                check(context -> C.LIB.attain_plan_verdict(context, pointer(), rep, question, verdict, figure, reason, room,
                        needed), this);
            } catch (AttainException e) {
                if (!e.name.equals("buffer_too_small")) throw e;
                return finding(rep, question, Math.toIntExact(needed.getValue()));
            }
            return new Finding("SMART".charAt(question), Verdict.values()[verdict.getValue()], figure.getValue(),
                    Native.toString(reason, "UTF-8"));
        }
    }
}
