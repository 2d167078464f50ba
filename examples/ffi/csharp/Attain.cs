// attain for C#: sales goals people can reach, that add up to the number you need.
//
// P/Invoke on the C interface (attain.h); compiles with Mono's mcs as with .NET. Days are DateTime (of which the date
// counts), money is decimal, refusals are AttainException with the argument, the row and the reason. Handles are
// SafeHandle: freed by Dispose or by the garbage collector, never while a call uses them. Everything but a Ledger may
// be shared between threads.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Attain
{
    // ---- attain.h --------------------------------------------------------------------------------------------------

    static class C
    {
        const string Library = "attain"; // libattain.so, attain.dll

        [StructLayout(LayoutKind.Sequential)]
        public struct ErrorRecord
        {
            public uint StructSize;
            public int Status;
            public long Row;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 64)] public byte[] Argument;
            [MarshalAs(UnmanagedType.ByValArray, SizeConst = 256)] public byte[] Message;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct TeamArgs
        {
            public uint StructSize, Reserved;
            public IntPtr Name;
            public long NReps;
            public IntPtr RepId, RepName, RepRole, Hired, Joined, Left, Fte, RampOffsets;
            public long NRampShares;
            public IntPtr RampShare, WeekdayShare;
            public long NClosed;
            public IntPtr ClosedDay;
            public long NAbsences;
            public IntPtr AbsenceRep, AbsenceBegin, AbsenceEnd, AbsenceShare;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct Metric
        {
            public uint StructSize;
            public int Kind, Exponent, Reserved;
            public long MetricId;
            public IntPtr Name;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct ForecastColumns
        {
            public uint StructSize, Reserved;
            public IntPtr Probability, Mean, Low, Median, High, Done, Grade, EffectiveDays, PriorWeight;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct AllocateArgs
        {
            public uint StructSize;
            public int Policy;
            public long NBounds;
            public IntPtr BoundRep, BoundFloor, BoundCap;
        }

        [StructLayout(LayoutKind.Sequential)]
        public struct PlanFigures // as much of it as is read here
        {
            public uint StructSize;
            public int AsOf, Begin, End;
        }

        [DllImport(Library)] public static extern IntPtr attain_status_name(int status);
        [DllImport(Library)] public static extern int attain_context_new(out IntPtr context);
        [DllImport(Library)] public static extern void attain_context_free(IntPtr context);
        [DllImport(Library)] public static extern int attain_context_error(IntPtr context, ref ErrorRecord record);
        [DllImport(Library)] public static extern int attain_period_parse(IntPtr context, byte[] text, long length,
            out int begin, out int end);
        [DllImport(Library)] public static extern int attain_team_new(IntPtr context, ref TeamArgs args, out IntPtr team);
        [DllImport(Library)] public static extern void attain_team_free(IntPtr team);
        [DllImport(Library)] public static extern int attain_ledger_new(IntPtr context, out IntPtr ledger);
        [DllImport(Library)] public static extern void attain_ledger_free(IntPtr ledger);
        [DllImport(Library)] public static extern int attain_ledger_channel(IntPtr context, Ledger ledger, byte[] name,
            long length, out long channel);
        [DllImport(Library)] public static extern int attain_ledger_record(IntPtr context, Ledger ledger, long metric,
            long n, long[] rep, int[] day, long[] quantity, long[] channel);
        [DllImport(Library)] public static extern int attain_estimator_new(IntPtr context, Team team, ref Metric metric,
            Ledger facts, int asOf, out IntPtr estimator);
        [DllImport(Library)] public static extern void attain_estimator_free(IntPtr estimator);
        [DllImport(Library)] public static extern int attain_forecast(IntPtr context, Estimator estimator, int begin,
            int end, long n, long[] rep, long[] target, ref ForecastColumns columns);
        [DllImport(Library)] public static extern int attain_allocate(IntPtr context, Estimator estimator, int begin,
            int end, long total, ref AllocateArgs args, out IntPtr allocation);
        [DllImport(Library)] public static extern void attain_allocation_free(IntPtr allocation);
        [DllImport(Library)] public static extern int attain_allocation_gap(IntPtr context, Allocation allocation,
            out long gap);
        [DllImport(Library)] public static extern int attain_allocation_quotas(IntPtr context, Allocation allocation,
            long capacity, [Out] long[] rep, [Out] long[] amount, [Out] double[] probability, out long needed);
        [DllImport(Library)] public static extern int attain_plan_new(IntPtr context, Estimator estimator, int begin,
            int end, Allocation allocation, out IntPtr plan);
        [DllImport(Library)] public static extern void attain_plan_free(IntPtr plan);
        [DllImport(Library)] public static extern int attain_plan_encode(IntPtr context, Plan plan, long capacity,
            [Out] byte[] bytes, out long needed);
        [DllImport(Library)] public static extern int attain_plan_decode(IntPtr context, Team team, byte[] bytes,
            long length, out IntPtr plan);
        [DllImport(Library)] public static extern int attain_plan_summary(IntPtr context, Plan plan,
            ref PlanFigures figures);
        [DllImport(Library)] public static extern int attain_plan_team(IntPtr context, Plan plan, out long total,
            out double probability);
        [DllImport(Library)] public static extern int attain_plan_days(IntPtr context, Plan plan, long rep, long capacity,
            [Out] int[] day, [Out] long[] amount, out long needed);
        [DllImport(Library)] public static extern int attain_plan_verdict(IntPtr context, Plan plan, long rep, int question,
            out int verdict, out double figure, [Out] byte[] reason, long capacity, out long needed);

        public static uint SizeOf<T>() { return (uint)Marshal.SizeOf(typeof(T)); }
    }

    // ---- errors, calls, handles ------------------------------------------------------------------------------------

    /// <summary>What the library refused: nothing was changed.</summary>
    public sealed class AttainException : Exception
    {
        public int Status { get; }
        public string Name { get; }     // "out_of_range"
        public string Argument { get; } // or column
        public long? Row { get; }       // of a batch, counted from 0
        public string Reason { get; }

        internal AttainException(int status, string name, string argument, long? row, string reason)
            : base($"{name}: {argument}{(row == null ? "" : $", row {row}")}: {reason}")
        {
            Status = status;
            Name = name;
            Argument = argument;
            Row = row;
            Reason = reason;
        }
    }

    static class Call
    {
        internal static readonly UTF8Encoding Utf8 = new UTF8Encoding(false);

        /// <summary>One call with a context of its own, so that any thread may make it.</summary>
        internal static void Check(Func<IntPtr, int> body)
        {
            IntPtr context;
            C.attain_context_new(out context);
            try
            {
                int status = body(context);
                if (status == 0) return;
                var record = new C.ErrorRecord { StructSize = C.SizeOf<C.ErrorRecord>(), Argument = new byte[64],
                    Message = new byte[256] };
                C.attain_context_error(context, ref record);
                string name = Marshal.PtrToStringAnsi(C.attain_status_name(status));
                throw new AttainException(status, name, Text(record.Argument), record.Row < 0 ? (long?)null : record.Row,
                    Text(record.Message));
            }
            finally
            {
                C.attain_context_free(context);
            }
        }

        internal static string Text(byte[] terminated)
        {
            return Utf8.GetString(terminated, 0, Array.IndexOf(terminated, (byte)0));
        }
    }

    public abstract class Handle : SafeHandle
    {
        internal delegate int Maker(IntPtr context, out IntPtr made);
        readonly Action<IntPtr> free;

        internal Handle(Maker make, Action<IntPtr> free) : base(IntPtr.Zero, true)
        {
            this.free = free;
            Call.Check(context =>
            {
                IntPtr made;
                int status = make(context, out made);
                SetHandle(made);
                return status;
            });
        }

        public override bool IsInvalid { get { return handle == IntPtr.Zero; } }

        protected override bool ReleaseHandle()
        {
            free(handle);
            return true;
        }
    }

    /// <summary>Columns that a struct points at: pinned until the call is over.</summary>
    sealed class Columns : IDisposable
    {
        readonly List<GCHandle> pins = new List<GCHandle>();

        public IntPtr Of<T>(IEnumerable<T> values) where T : struct
        {
            T[] column = values.ToArray();
            if (column.Length == 0) return IntPtr.Zero;
            pins.Add(GCHandle.Alloc(column, GCHandleType.Pinned));
            return pins[pins.Count - 1].AddrOfPinnedObject();
        }

        public IntPtr Text(string value) { return Of(Call.Utf8.GetBytes(value + "\0")); }
        public IntPtr Texts(IEnumerable<string> values) { return Of(values.Select(Text)); }
        public IntPtr Days(IEnumerable<DateTime?> values) { return Of(values.Select(Day.Number)); }
        public void Dispose() { pins.ForEach(pin => pin.Free()); }
    }

    // ---- days and periods ------------------------------------------------------------------------------------------

    public static class Day
    {
        static readonly DateTime Epoch = new DateTime(1970, 1, 1);

        /// <summary>Days since 1970-01-01; null is "not known".</summary>
        public static int Number(DateTime? day)
        {
            return day == null ? int.MinValue : (int)(day.Value.Date - Epoch).TotalDays;
        }

        public static DateTime Of(int number) { return Epoch.AddDays(number); }
    }

    /// <summary>From Begin up to, not including, End.</summary>
    public struct Period
    {
        public readonly DateTime Begin, End;

        public Period(DateTime begin, DateTime end)
        {
            Begin = begin;
            End = end;
        }

        /// <summary>2026-12, 2026-W49, 2026-Q4, 2026, a day, or two days joined by a slash.</summary>
        public static Period Parse(string text)
        {
            byte[] utf8 = Call.Utf8.GetBytes(text);
            int begin = 0, end = 0;
            Call.Check(context => C.attain_period_parse(context, utf8, utf8.Length, out begin, out end));
            return new Period(Day.Of(begin), Day.Of(end));
        }

        public DateTime Last { get { return End.AddDays(-1); } }
        internal int From { get { return Day.Number(Begin); } }
        internal int To { get { return Day.Number(End); } }
    }

    // ---- what goes in and comes out --------------------------------------------------------------------------------

    /// <summary>Exponent 0: whole numbers; 2: money with cents, see Units and Value.</summary>
    public sealed class Metric
    {
        public string Name { get; }
        public long Id { get; }
        public int Exponent { get; }

        public Metric(string name, long id = 1, int exponent = 0)
        {
            Name = name;
            Id = id;
            Exponent = exponent;
        }

        /// <summary>12.50m with exponent 2 is 1250; what does not fit exactly is refused.</summary>
        public long Units(decimal value)
        {
            for (int i = 0; i < Exponent; ++i) value *= 10;
            if (value != decimal.Truncate(value)) throw new ArgumentException($"more than {Exponent} decimals");
            return (long)value;
        }

        public decimal Value(long units)
        {
            decimal value = units;
            for (int i = 0; i < Exponent; ++i) value /= 10;
            return value;
        }
    }

    public sealed class Rep
    {
        public long Id;
        public string Name = "", Role = "";
        public DateTime? Hired, Joined, Left;
        public double Fte = 1;
        public double[] Ramp = new double[0]; // share of full capacity, one a month of tenure
    }

    /// <summary>Away from First to Last, both included.</summary>
    public sealed class Absence
    {
        public long Rep;
        public DateTime First, Last;
        public double Share = 1;
    }

    /// <summary>One thing that was done; channel 0: none.</summary>
    public sealed class Fact
    {
        public long Rep;
        public DateTime Day;
        public long Quantity = 1, Channel;
    }

    /// <summary>Low to High holds the total with 80 %; the grade says how much that rests on.</summary>
    public struct Forecast
    {
        public double Low, High, Mean;
        public long Done;
        public string Grade;
    }

    public struct Quota
    {
        public long Rep, Amount;
        public double Chance;
    }

    public struct Finding
    {
        public char Letter;
        public string Verdict;
        public double Figure;
        public string Reason;
    }

    public static class Format
    {
        /// <summary>"63 %", and never 0 % or 100 % from rounding.</summary>
        public static string Percent(double p)
        {
            if (p > 0 && p < 0.01) return "< 1 %";
            if (p > 0.99 && p < 1) return "> 99 %";
            return (long)(100 * p + 0.5) + " %";
        }
    }

    // ---- handles ---------------------------------------------------------------------------------------------------

    public sealed class Team : Handle
    {
        public string Name { get; }
        public IReadOnlyList<Rep> Reps { get; }

        /// <param name="closed">days off for everybody</param>
        public Team(string name, IReadOnlyList<Rep> reps, IReadOnlyList<DateTime> closed, IReadOnlyList<Absence> absences)
            : base((IntPtr context, out IntPtr made) =>
            {
                var offsets = new List<long> { 0 };
                foreach (Rep rep in reps) offsets.Add(offsets.Last() + rep.Ramp.Length);
                using (var columns = new Columns())
                {
                    var args = new C.TeamArgs
                    {
                        StructSize = C.SizeOf<C.TeamArgs>(),
                        Name = columns.Text(name),
                        NReps = reps.Count,
                        RepId = columns.Of(reps.Select(rep => rep.Id)),
                        RepName = columns.Texts(reps.Select(rep => rep.Name)),
                        RepRole = columns.Texts(reps.Select(rep => rep.Role)),
                        Hired = columns.Days(reps.Select(rep => rep.Hired)),
                        Joined = columns.Days(reps.Select(rep => rep.Joined)),
                        Left = columns.Days(reps.Select(rep => rep.Left)),
                        Fte = columns.Of(reps.Select(rep => rep.Fte)),
                        RampOffsets = columns.Of(offsets),
                        NRampShares = offsets.Last(),
                        RampShare = columns.Of(reps.SelectMany(rep => rep.Ramp)),
                        NClosed = closed.Count,
                        ClosedDay = columns.Days(closed.Select(day => (DateTime?)day)),
                        NAbsences = absences.Count,
                        AbsenceRep = columns.Of(absences.Select(away => away.Rep)),
                        AbsenceBegin = columns.Days(absences.Select(away => (DateTime?)away.First)),
                        AbsenceEnd = columns.Days(absences.Select(away => (DateTime?)away.Last.AddDays(1))),
                        AbsenceShare = columns.Of(absences.Select(away => away.Share))
                    };
                    return C.attain_team_new(context, ref args, out made);
                }
            }, C.attain_team_free)
        {
            Name = name;
            Reps = reps;
        }
    }

    /// <summary>The dated facts. Grows; for one thread at a time.</summary>
    public sealed class Ledger : Handle
    {
        public Ledger() : base(C.attain_ledger_new, C.attain_ledger_free) { }

        /// <summary>The number of a channel, the same for the same name.</summary>
        public long Channel(string name)
        {
            byte[] utf8 = Call.Utf8.GetBytes(name);
            long number = 0;
            Call.Check(context => C.attain_ledger_channel(context, this, utf8, utf8.Length, out number));
            return number;
        }

        /// <summary>Adds all facts or, on any error, none.</summary>
        public void Record(Metric metric, IReadOnlyList<Fact> facts)
        {
            Call.Check(context => C.attain_ledger_record(context, this, metric.Id, facts.Count,
                facts.Select(fact => fact.Rep).ToArray(), facts.Select(fact => Day.Number(fact.Day)).ToArray(),
                facts.Select(fact => fact.Quantity).ToArray(), facts.Select(fact => fact.Channel).ToArray()));
        }
    }

    /// <summary>The facts of a team up to and with the day asOf, understood.</summary>
    public sealed class Estimator : Handle
    {
        static readonly string[] Grades = { "unknown", "prior only", "thin", "fair", "solid" };
        readonly int room;

        public Estimator(Team team, Metric metric, Ledger facts, DateTime asOf)
            : base((IntPtr context, out IntPtr made) =>
            {
                using (var columns = new Columns())
                {
                    var what = new C.Metric { StructSize = C.SizeOf<C.Metric>(), Kind = metric.Exponent > 0 ? 1 : 0,
                        Exponent = metric.Exponent, MetricId = metric.Id, Name = columns.Text(metric.Name) };
                    return C.attain_estimator_new(context, team, ref what, facts, Day.Number(asOf), out made);
                }
            }, C.attain_estimator_free)
        {
            room = team.Reps.Count;
        }

        /// <summary>Of the reps, in their order.</summary>
        public Forecast[] Forecasts(Period period, long[] reps)
        {
            int n = reps.Length;
            double[] low = new double[n], high = new double[n], mean = new double[n];
            var done = new long[n];
            var grade = new int[n];
            GCHandle[] pins = new Array[] { low, high, mean, done, grade }
                .Select(column => GCHandle.Alloc(column, GCHandleType.Pinned)).ToArray();
            try
            {
                var to = new C.ForecastColumns { StructSize = C.SizeOf<C.ForecastColumns>(),
                    Low = pins[0].AddrOfPinnedObject(), High = pins[1].AddrOfPinnedObject(),
                    Mean = pins[2].AddrOfPinnedObject(), Done = pins[3].AddrOfPinnedObject(),
                    Grade = pins[4].AddrOfPinnedObject() };
                Call.Check(context => C.attain_forecast(context, this, period.From, period.To, n, reps, null, ref to));
            }
            finally
            {
                foreach (GCHandle pin in pins) pin.Free();
            }
            return Enumerable.Range(0, n).Select(i => new Forecast { Low = low[i], High = high[i], Mean = mean[i],
                Done = done[i], Grade = Grades[grade[i]] }).ToArray();
        }

        /// <param name="bounds">rep to floor and cap; long.MaxValue for no cap</param>
        public Allocation Allocate(Period period, long total, IReadOnlyDictionary<long, Tuple<long, long>> bounds = null)
        {
            return new Allocation(this, period, total, bounds ?? new Dictionary<long, Tuple<long, long>>(), room);
        }

        public Plan Plan(Period period, Allocation allocation) { return new Plan(this, period, allocation); }
    }

    /// <summary>A total split into whole quotas.</summary>
    public sealed class Allocation : Handle
    {
        readonly int room;

        internal Allocation(Estimator estimator, Period period, long total,
            IReadOnlyDictionary<long, Tuple<long, long>> bounds, int room)
            : base((IntPtr context, out IntPtr made) =>
            {
                using (var columns = new Columns())
                {
                    var args = new C.AllocateArgs { StructSize = C.SizeOf<C.AllocateArgs>(), NBounds = bounds.Count,
                        BoundRep = columns.Of(bounds.Keys),
                        BoundFloor = columns.Of(bounds.Values.Select(bound => bound.Item1)),
                        BoundCap = columns.Of(bounds.Values.Select(bound => bound.Item2)) };
                    return C.attain_allocate(context, estimator, period.From, period.To, total, ref args, out made);
                }
            }, C.attain_allocation_free)
        {
            this.room = room;
        }

        /// <summary>0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it.</summary>
        public long Gap
        {
            get
            {
                long gap = 0;
                Call.Check(context => C.attain_allocation_gap(context, this, out gap));
                return gap;
            }
        }

        /// <summary>In the order of rep ids.</summary>
        public Quota[] Quotas()
        {
            long[] rep = new long[room], amount = new long[room];
            var chance = new double[room];
            long needed = 0;
            Call.Check(context => C.attain_allocation_quotas(context, this, room, rep, amount, chance, out needed));
            return Enumerable.Range(0, (int)needed)
                .Select(i => new Quota { Rep = rep[i], Amount = amount[i], Chance = chance[i] }).ToArray();
        }
    }

    /// <summary>The goals of a team for a period.</summary>
    public sealed class Plan : Handle
    {
        static readonly string[] Verdicts = { "pass", "warn", "fail" };
        public Period Period { get; }

        internal Plan(Estimator estimator, Period period, Allocation allocation)
            : base((IntPtr context, out IntPtr made) =>
                C.attain_plan_new(context, estimator, period.From, period.To, allocation, out made), C.attain_plan_free)
        {
            Period = period;
        }

        Plan(Team team, byte[] bytes)
            : base((IntPtr context, out IntPtr made) =>
                C.attain_plan_decode(context, team, bytes, bytes.Length, out made), C.attain_plan_free)
        {
            var figures = new C.PlanFigures { StructSize = C.SizeOf<C.PlanFigures>() };
            Call.Check(context => C.attain_plan_summary(context, this, ref figures));
            Period = new Period(Day.Of(figures.Begin), Day.Of(figures.End));
        }

        /// <summary>The plan again, in any process; the team says when its reps work.</summary>
        public static Plan FromBytes(Team team, byte[] bytes) { return new Plan(team, bytes); }

        /// <summary>Everything the plan knows, to store until its period is over.</summary>
        public byte[] ToBytes()
        {
            long needed = 0;
            try
            {
                Call.Check(context => C.attain_plan_encode(context, this, 0, null, out needed));
            }
            catch (AttainException e) when (e.Name == "buffer_too_small") // capacity 0 asks how many
            {
            }
            var bytes = new byte[needed];
            Call.Check(context => C.attain_plan_encode(context, this, bytes.Length, bytes, out needed));
            return bytes;
        }

        /// <summary>The team's number, and the chance that its total reaches it.</summary>
        public void Team(out long total, out double chance)
        {
            long amount = 0;
            double probability = 0;
            Call.Check(context => C.attain_plan_team(context, this, out amount, out probability));
            total = amount;
            chance = probability;
        }

        /// <summary>Whole targets by day that sum to the quota.</summary>
        public SortedDictionary<DateTime, long> Days(long rep)
        {
            int room = Period.To - Period.From;
            var day = new int[room];
            var amount = new long[room];
            long needed = 0;
            Call.Check(context => C.attain_plan_days(context, this, rep, room, day, amount, out needed));
            var days = new SortedDictionary<DateTime, long>();
            for (int i = 0; i < needed; ++i) days.Add(Day.Of(day[i]), amount[i]);
            return days;
        }

        /// <summary>Five findings, for S, M, A, R and T.</summary>
        public Finding[] Audit(long rep)
        {
            return Enumerable.Range(0, 5).Select(question => Ask(rep, question, 256)).ToArray();
        }

        Finding Ask(long rep, int question, int room)
        {
            int verdict = 0;
            double figure = 0;
            long needed = 0;
            var reason = new byte[room];
            try
            {
                Call.Check(context => C.attain_plan_verdict(context, this, rep, question, out verdict, out figure, reason, room,
                    out needed));
            }
            catch (AttainException e) when (e.Name == "buffer_too_small")
            {
                return Ask(rep, question, (int)needed);
            }
            return new Finding { Letter = "SMART"[question], Verdict = Verdicts[verdict], Figure = figure,
                Reason = Call.Text(reason) };
        }
    }
}
