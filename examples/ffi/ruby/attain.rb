# frozen_string_literal: true

# attain for Ruby: sales goals people can reach, that add up to the number you need.
#
# Built on the ffi gem (Debian: ruby-ffi). Days are Date, a period is a Range of them, refusals raise Attain::Error
# with the argument, the row and the reason; the garbage collector frees what a handle holds.
require "date"
require "ffi"

module Attain
  # The functions and structs of attain.h, as they are.
  module C
    extend FFI::Library
    ffi_lib ENV.fetch("ATTAIN_LIBRARY", "libattain.so.1")

    class ErrorRecord < FFI::Struct
      layout :struct_size, :uint32, :status, :int32, :row, :int64, :argument, [:char, 64], :message, [:char, 256]
    end

    class TeamArgs < FFI::Struct
      layout :struct_size, :uint32, :reserved, :uint32, :name, :pointer, :n_reps, :int64, :rep_id, :pointer,
             :rep_name, :pointer, :rep_role, :pointer, :hired, :pointer, :joined, :pointer, :left, :pointer,
             :fte, :pointer, :ramp_offsets, :pointer, :n_ramp_shares, :int64, :ramp_share, :pointer,
             :weekday_share, :pointer, :n_closed, :int64, :closed_day, :pointer, :n_absences, :int64, :absence_rep, :pointer,
             :absence_begin, :pointer, :absence_end, :pointer, :absence_share, :pointer
    end

    class Metric < FFI::Struct
      layout :struct_size, :uint32, :kind, :int32, :exponent, :int32, :reserved, :int32, :metric_id, :int64,
             :name, :pointer
    end

    class ForecastColumns < FFI::Struct
      layout :struct_size, :uint32, :reserved, :uint32, :probability, :pointer, :mean, :pointer, :low, :pointer,
             :median, :pointer, :high, :pointer, :done, :pointer, :grade, :pointer, :effective_days, :pointer,
             :prior_weight, :pointer
    end

    class AllocateArgs < FFI::Struct
      layout :struct_size, :uint32, :policy, :int32, :n_bounds, :int64, :bound_rep, :pointer,
             :bound_floor, :pointer, :bound_cap, :pointer
    end

    class PlanFigures < FFI::Struct # as much of it as is read here
      layout :struct_size, :uint32, :as_of, :int32, :begin, :int32, :end, :int32
    end

    attach_function :attain_status_name, [:int32], :string
    attach_function :attain_context_new, [:pointer], :int32
    attach_function :attain_context_error, %i[pointer pointer], :int32
    attach_function :attain_period_parse, %i[pointer string int64 pointer pointer], :int32
    attach_function :attain_team_new, %i[pointer pointer pointer], :int32
    attach_function :attain_ledger_new, %i[pointer pointer], :int32
    attach_function :attain_ledger_channel, %i[pointer pointer string int64 pointer], :int32
    attach_function :attain_ledger_record, %i[pointer pointer int64 int64 pointer pointer pointer pointer], :int32
    attach_function :attain_estimator_new, %i[pointer pointer pointer pointer int32 pointer], :int32
    attach_function :attain_forecast, %i[pointer pointer int32 int32 int64 pointer pointer pointer], :int32
    attach_function :attain_allocate, %i[pointer pointer int32 int32 int64 pointer pointer], :int32
    attach_function :attain_allocation_gap, %i[pointer pointer pointer], :int32
    attach_function :attain_allocation_quotas, %i[pointer pointer int64 pointer pointer pointer pointer], :int32
    attach_function :attain_plan_new, %i[pointer pointer int32 int32 pointer pointer], :int32
    attach_function :attain_plan_encode, %i[pointer pointer int64 pointer pointer], :int32
    attach_function :attain_plan_decode, %i[pointer pointer pointer int64 pointer], :int32
    attach_function :attain_plan_summary, %i[pointer pointer pointer], :int32
    attach_function :attain_plan_team, %i[pointer pointer pointer pointer], :int32
    attach_function :attain_plan_days, %i[pointer pointer int64 int64 pointer pointer pointer], :int32
    attach_function :attain_plan_verdict, %i[pointer pointer int64 int32 pointer pointer pointer int64 pointer], :int32
    %i[context team ledger estimator allocation plan].each do |noun|
      attach_function :"attain_#{noun}_free", [:pointer], :void
    end

    # A context is for one thread at a time, so each thread has its own.
    def self.context
      Thread.current[:attain_context] ||= begin
        out = FFI::MemoryPointer.new(:pointer)
        attain_context_new(out)
        FFI::AutoPointer.new(out.read_pointer, method(:attain_context_free))
      end
    end

    def self.sized(struct, **fields)
      struct.new.tap do |made|
        made[:struct_size] = struct.size
        fields.each { |name, value| made[name] = value }
      end
    end

    # One call; a refusal is raised.
    def self.call(name, *arguments)
      status = public_send("attain_#{name}", context, *arguments)
      return if status.zero?

      error = sized(ErrorRecord)
      attain_context_error(context, error)
      raise Error.new(status, attain_status_name(status), error[:argument].to_s, error[:row], error[:message].to_s)
    end

    # What attain_<new> makes, freed with the last reference.
    def self.own(noun, new, *arguments)
      out = FFI::MemoryPointer.new(:pointer)
      call(new, *arguments, out)
      FFI::AutoPointer.new(out.read_pointer, method(:"attain_#{noun}_free"))
    end

    # An Array as a C column; nil for an empty one, which C reads as NULL. What should be whole is: ffi makes 2 of 2.7.
    def self.column(type, values, what = "column")
      return if values.nil? || values.empty?

      values.each_with_index { |value, row| whole(value, "#{what}, row #{row}") } if %i[int32 int64].include?(type)
      FFI::MemoryPointer.new(type, values.size).tap { |made| made.public_send("write_array_of_#{type}", values) }
    end

    def self.whole(value, what)
      return value if value.is_a?(Integer)

      raise TypeError, "#{what}: #{value.inspect} is not a whole number"
    end

    def self.texts(values)
      strings = values.map { |value| FFI::MemoryPointer.from_string(value) }
      [column(:pointer, strings), strings] # whoever holds the second one keeps the first one's text alive
    end
  end

  # What the library refused: nothing was changed. +row+ is that of a batch, counted from 0, or nil.
  class Error < StandardError
    attr_reader :status, :name, :argument, :row, :reason

    def initialize(status, name, argument, row, reason)
      @status, @name, @argument, @reason = status, name.to_sym, argument, reason
      @row = row unless row.negative?
      super("#{name}: #{argument}#{", row #{row}" if @row}: #{reason}")
    end
  end

  GRADES = ["unknown", "prior only", "thin", "fair", "solid"].freeze
  VERDICTS = %i[pass warn fail].freeze
  EPOCH = Date.new(1970, 1, 1).jd
  NULL_DAY = -2**31
  NO_CAP = 2**63 - 1

  Metric = Struct.new(:name, :id, :exponent) do
    def initialize(name, id: 1, exponent: 0) = super(name, id, exponent)
  end
  # ramp: share of full capacity, one a month of tenure.
  Rep = Struct.new(:id, :name, :role, :hired, :left, :fte, :ramp, keyword_init: true)
  Absence = Struct.new(:rep, :first, :last, :share) # away from first to last, both included
  Forecast = Struct.new(:low, :high, :mean, :done, :grade)
  Quota = Struct.new(:rep, :amount, :chance)
  Finding = Struct.new(:letter, :verdict, :figure, :reason)

  module_function

  # Days since 1970-01-01; nil is "not known".
  def day_number(date) = date ? date.jd - EPOCH : NULL_DAY

  def day(number) = Date.jd(number + EPOCH)

  # "63 %", and never 0 % or 100 % from rounding.
  def percent(chance)
    return "< 1 %" if chance.positive? && chance < 0.01
    return "> 99 %" if chance > 0.99 && chance < 1

    "#{(100 * chance + 0.5).floor} %"
  end

  # "2026-12", "2026-W49", "2026-Q4", a day, or two days with a slash, as a Range without its end.
  def period(text)
    bounds = FFI::MemoryPointer.new(:int32, 2)
    C.call(:period_parse, text, text.bytesize, bounds, bounds + 4)
    first, after = bounds.read_array_of_int32(2)
    day(first)...day(after)
  end

  class Handle
    attr_reader :handle

    private

    def numbers(period) = [Attain.day_number(period.begin), Attain.day_number(period.end)]
  end

  class Team < Handle
    attr_reader :name, :reps

    def initialize(name, reps, closed: [], absences: [])
      @name, @reps = name, reps.to_h { |rep| [rep.id, rep] }
      days = ->(dates) { C.column(:int32, dates.map { |date| Attain.day_number(date) }) }
      ramps = reps.map { |rep| rep.ramp || [] }
      offsets = ramps.inject([0]) { |sums, ramp| sums << sums.last + ramp.size }
      names, _alive = C.texts(reps.map { |rep| rep.name || "" })
      roles, _alive_too = C.texts(reps.map { |rep| rep.role || "" })
      args = C.sized(
        C::TeamArgs, name: FFI::MemoryPointer.from_string(name), n_reps: reps.size,
        rep_id: C.column(:int64, reps.map(&:id)), rep_name: names, rep_role: roles,
        hired: days[reps.map(&:hired)], left: days[reps.map(&:left)],
        fte: C.column(:double, reps.map { |rep| (rep.fte || 1).to_f }), ramp_offsets: C.column(:int64, offsets),
        n_ramp_shares: offsets.last, ramp_share: C.column(:double, ramps.flatten), n_closed: closed.size, closed_day: days[closed],
        n_absences: absences.size, absence_rep: C.column(:int64, absences.map(&:rep)),
        absence_begin: days[absences.map(&:first)], absence_end: days[absences.map { |away| away.last + 1 }],
        absence_share: C.column(:double, absences.map { |away| (away.share || 1).to_f })
      )
      @handle = C.own(:team, :team_new, args)
    end
  end

  # The dated facts.
  class Ledger < Handle
    def initialize
      @handle = C.own(:ledger, :ledger_new)
    end

    # The number of a channel, the same for the same name.
    def channel(name)
      number = FFI::MemoryPointer.new(:int64)
      C.call(:ledger_channel, handle, name, name.bytesize, number)
      number.read_int64
    end

    # Adds one fact a row, all of them or, on any error, none.
    def record(metric, reps:, days:, quantities: nil, channels: nil)
      [days, quantities, channels].compact.each do |column|
        raise ArgumentError, "columns of different length" if column.size != reps.size
      end
      C.call(:ledger_record, handle, metric.id, reps.size, C.column(:int64, reps, "reps"),
             C.column(:int32, days.map { |date| Attain.day_number(date) }), C.column(:int64, quantities, "quantities"),
             C.column(:int64, channels, "channels"))
    end
  end

  # The facts of a team up to and with the day as_of, understood.
  class Estimator < Handle
    attr_reader :team

    def initialize(team, metric, facts, as_of)
      @team = team
      what = C.sized(C::Metric, kind: metric.exponent.positive? ? 1 : 0, exponent: metric.exponent,
                                metric_id: metric.id, name: FFI::MemoryPointer.from_string(metric.name))
      @handle = C.own(:estimator, :estimator_new, team.handle, what, facts.handle, Attain.day_number(as_of))
    end

    # A Hash by rep; low to high holds the total with 80 %.
    def forecasts(period, reps)
      n = reps.size
      low, high, mean = Array.new(3) { FFI::MemoryPointer.new(:double, n) }
      done, grade = FFI::MemoryPointer.new(:int64, n), FFI::MemoryPointer.new(:int32, n)
      out = C.sized(C::ForecastColumns, low: low, high: high, mean: mean, done: done, grade: grade)
      C.call(:forecast, handle, *numbers(period), n, C.column(:int64, reps), nil, out)
      grades = grade.read_array_of_int32(n).map { |number| GRADES[number] }
      rows = [low, high, mean].map { |column| column.read_array_of_double(n) }
      rows = rows.push(done.read_array_of_int64(n), grades).transpose
      reps.zip(rows).to_h { |rep, row| [rep, Forecast.new(*row)] }
    end

    # bounds: { rep => floor..cap }, a Range that may be open at an end.
    def allocate(period, total, bounds: {})
      args = C.sized(C::AllocateArgs, n_bounds: bounds.size, bound_rep: C.column(:int64, bounds.keys),
                                      bound_floor: C.column(:int64, bounds.values.map { |b| b.begin || 0 }),
                                      bound_cap: C.column(:int64, bounds.values.map { |b| b.end || NO_CAP }))
      Allocation.new(C.own(:allocation, :allocate, handle, *numbers(period), C.whole(total, "total"), args), team.reps.size)
    end

    def plan(period, allocation)
      Plan.new(C.own(:plan, :plan_new, handle, *numbers(period), allocation.handle), period)
    end
  end

  # A total split into whole quotas.
  class Allocation < Handle
    def initialize(handle, room)
      @handle, @room = handle, room
    end

    # 0: feasible; below 0: the floors exceed the total; above 0: the caps fall short of it.
    def gap
      out = FFI::MemoryPointer.new(:int64)
      C.call(:allocation_gap, handle, out)
      out.read_int64
    end

    def quotas
      rep, amount, needed = [@room, @room, 1].map { |n| FFI::MemoryPointer.new(:int64, n) }
      chance = FFI::MemoryPointer.new(:double, @room)
      C.call(:allocation_quotas, handle, @room, rep, amount, chance, needed)
      n = needed.read_int64
      rep.read_array_of_int64(n).zip(amount.read_array_of_int64(n), chance.read_array_of_double(n))
         .map { |row| Quota.new(*row) }
    end
  end

  # The goals of a team for a period.
  class Plan < Handle
    attr_reader :period

    def initialize(handle, period)
      @handle, @period = handle, period
    end

    # The plan again, in any process; +team+ says when its reps work.
    def self.from_bytes(team, bytes)
      data = FFI::MemoryPointer.new(:uint8, [bytes.bytesize, 1].max).put_bytes(0, bytes)
      handle = C.own(:plan, :plan_decode, team.handle, data, bytes.bytesize)
      figures = C.sized(C::PlanFigures)
      C.call(:plan_summary, handle, figures)
      new(handle, Attain.day(figures[:begin])...Attain.day(figures[:end]))
    end

    # Everything the plan knows, a binary String to store until its period is over.
    def to_bytes
      needed = FFI::MemoryPointer.new(:int64)
      begin
        C.call(:plan_encode, handle, 0, nil, needed)
      rescue Error => e
        raise unless e.name == :buffer_too_small # capacity 0 asks how many
      end
      data = FFI::MemoryPointer.new(:uint8, needed.read_int64)
      C.call(:plan_encode, handle, data.size, data, needed)
      data.read_bytes(data.size)
    end

    # The team's number, and the chance that its total reaches it.
    def team
      total, chance = FFI::MemoryPointer.new(:int64), FFI::MemoryPointer.new(:double)
      C.call(:plan_team, handle, total, chance)
      [total.read_int64, chance.read_double]
    end

    # { Date => whole target }; the targets sum to the quota.
    def days(rep)
      room = (period.end - period.begin).to_i
      day, amount = FFI::MemoryPointer.new(:int32, room), FFI::MemoryPointer.new(:int64, room)
      needed = FFI::MemoryPointer.new(:int64)
      C.call(:plan_days, handle, rep, room, day, amount, needed)
      n = needed.read_int64
      day.read_array_of_int32(n).map { |number| Attain.day(number) }.zip(amount.read_array_of_int64(n)).to_h
    end

    # Five findings, for S, M, A, R and T.
    def audit(rep)
      "SMART".each_char.with_index.map { |letter, question| finding(rep, question, letter) }
    end

    private

    def finding(rep, question, letter, room = 256)
      verdict, figure = FFI::MemoryPointer.new(:int32), FFI::MemoryPointer.new(:double)
      reason, needed = FFI::MemoryPointer.new(:char, room), FFI::MemoryPointer.new(:int64)
      C.call(:plan_verdict, handle, rep, question, verdict, figure, reason, room, needed)
      text = reason.read_string.force_encoding(Encoding::UTF_8)
      Finding.new(letter, VERDICTS[verdict.read_int32], figure.read_double, text)
    rescue Error => e
      raise unless e.name == :buffer_too_small

      finding(rep, question, letter, needed.read_int64)
    end
  end
end
