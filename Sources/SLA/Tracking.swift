// From the reader of leads to the actuals: what it must know of the agreement beforehand, and what is kept of its
// aggregates. Rows are gone by then; sums and counts stay, and of response times the quantiles.

import Calc
import Leads

extension Plan {
  /// The agreement's part in reading leads.
  /// - Parameter asOf: the day after which nothing counts; nil for the latest time in the file.
  /// - Throws: a time zone that this machine does not know.
  public func leadTerms(asOf: Day?) throws(Diagnostic) -> LeadTerms {
    let zone = try agreement.tracking.timeZone.map { name throws(Diagnostic) in try Zone(name) } ?? .utc
    let hours = agreement.businessHours
    let within = figure("respond_within")
    return LeadTerms(
      tiers: schema.axes[Model.tier].labels,
      time: BusinessTime(zone: zone, opens: hours.opens, closes: hours.closes, holidays: agreement.holidays),
      respondWithin: within.isNaN ? 3600 : Int((within * 3600).rounded()),
      clock: figure("clock") == 1 ? .elapsed : .business, currency: agreement.currency,
      asOf: asOf.map { Instant(seconds: zone.instant(local: ($0.number + 1) * 86_400).seconds - 1) },
      mapping: agreement.tracking)
  }
}

extension Agreement {
  /// By what business time goes in some months: "9:00-17:00 UTC 2026-08-17".
  func calendar(_ months: ClosedRange<Month>) -> String {
    let free = holidays.filter { months.contains($0.month) && $0.isWeekday }.map(\.description).sorted()
    let zone = tracking.timeZone ?? "UTC"
    return (["\(businessHours.written)", zone] + free).joined(separator: " ")
  }

  /// Whether a file's business time goes by the agreement's present hours.
  func isCurrent(_ file: TrackedFile) -> Bool {
    guard let first = file.months.keys.min() else { return true }
    return file.terms.calendar == calendar(first...max(file.asOf.month, first))
  }

  /// Whether a file was counted for the promise of now. By the wall clock neither hours nor holidays matter.
  func isCounted(_ file: TrackedFile, within: Double, isElapsed: Bool) -> Bool {
    file.terms.within == within && (file.terms.clock == "elapsed") == isElapsed && (isElapsed || isCurrent(file))
  }
}

extension TrackedFile {
  /// What is kept of leads that were read.
  /// - Parameters:
  ///   - name: what the file is called here.
  ///   - zone: that months and days are of.
  /// - Throws: where there is no row to keep anything of.
  public init(
    _ name: String, _ log: LeadLog, for plan: Plan, terms: LeadTerms
  ) throws(Diagnostic) {
    let agreement = plan.agreement
    let period = agreement.period
    let (reading, leads) = (log.reading, log.aggregates)
    guard let end = reading.asOf ?? leads.asOf, let first = leads.created.first else {
      throw Self.empty(reading)
    }
    let file = reading.name.split(separator: "/").last.map(String.init) ?? reading.name
    self.init(name: name, file: file, digest: reading.digest, asOf: terms.time.zone.day(at: end))
    rows = Double(reading.read)
    used = Double(reading.used)
    let second = terms.time.zone.secondOfDay(at: end)
    if second < 86_399 { until = Double(second) / 3600 }
    self.terms.within = plan.figure("respond_within")
    self.terms.clock = terms.clock == .elapsed ? "elapsed" : "business"
    self.terms.calendar = agreement.calendar(first...max(asOf.month, first))
    let told = reading.told
    // Behind its last lead an export that nobody says reaches further tells only what was won.
    let last = leads.created.last ?? first
    for number in first.number...max(asOf.month, last).number {
      let month = Month(number: number)
      let isTold = month <= last || terms.asOf != nil
      let isOurs = period.index(of: month) != nil
      months[month] =
        isTold
        ? TrackedMonth(leads[month], tiers: leads.tiers, told: told, days: isOurs)
        : TrackedMonth(wonIn: leads[month], told: told)
    }
    if told.tellsContact {
      for (monday, response) in leads.weeks where period.touches(weekOf: monday) {
        weeks[monday] = TrackedResponse(response)
      }
    }
    // What was won before the file's first lead has no leads of its own there.
    for (tier, label) in leads.tiers.enumerated() {
      var counts = DurationCounts(unit: 3600)
      for month in period.all { if let cohort = leads.months[month]?.cohorts[tier] { counts.merge(cohort.cycle) } }
      if let median = counts.quantile(0.5) { medianCycles[label] = median / 86_400 }
    }
    slowCycle = leads.slowCycle
  }

  /// That nothing of a file counts, and why nothing does.
  private static func empty(_ reading: Reading) -> Diagnostic {
    var fault = Diagnostic("\(reading.name) holds no lead that counts", hint: reading.tierMapping)
    let read: Phrase =
      switch reading.read {
      case 0: "No row stands below its headers."
      case 1: "1 row was read, and set aside."
      default: "\(reading.read) rows were read, all of them set aside."
      }
    fault.why = [read] + reading.setAside.map { "\($0.count): \($0.phrase)" }
    if reading.tierMapping != nil {
      fault.why.append("Say in the agreement who they are; put each where it belongs:")
    }
    return fault
  }
}

extension TrackedMonth {
  /// - Parameters:
  ///   - told: the fields that the file has; of others nothing is known.
  ///   - days: whether single days are kept.
  fileprivate init(_ month: LeadMonth, tiers: [String], told: Set<LeadField>, days: Bool) {
    self.init()
    let cohorts = month.cohorts.indices.map { tier -> TrackedCohort in
      var cohort = TrackedCohort(month.cohorts[tier], told: told)
      if days { cohort.daily = month.daily.map { Double($0[tier]) }.trimmed }
      return cohort
    }
    let hasTiers = told.contains(.tier) || month.cohorts.dropLast().contains { $0.leads > 0 }
    if hasTiers { for (tier, label) in tiers.enumerated() { self.tiers[label] = cohorts[tier] } }
    if let rest = cohorts.last, !hasTiers || (rest.leads ?? 0) > 0 { untiered = rest }
    if month.timed > 0 { (inHours, timed) = (Double(month.inHours), Double(month.timed)) }
    let closings = TrackedMonth(wonIn: month, told: told)
    (won, wonRevenue) = (closings.won, closings.wonRevenue)
    guard told.tellsContact else { return }
    response = TrackedResponse(month.response)
    // A first contact on an edge came within it.
    let edges = ResponseTimes.edges.map { Int(($0 * 3600).rounded()) + 1 }
    times = month.response.elapsed.histogram(edges).map(Double.init)
    timesBusiness = month.response.business.histogram(edges).map(Double.init)
    depth = (0..<21).map { place in Double(month.cohorts.reduce(0) { $0 + $1.attempts.histogram[place] }) }.trimmed
  }
}

extension TrackedMonth {
  /// What closed in a month of whose own leads nothing is told.
  fileprivate init(wonIn month: LeadMonth, told: Set<LeadField>) {
    self.init()
    guard told.contains(.closed) else { return }
    won = Double(month.won)
    if told.contains(.revenue) { wonRevenue = Double(month.wonRevenue) / 100 }
  }
}

extension Set<LeadField> {
  /// Whether a file with these fields says when leads were contacted.
  fileprivate var tellsContact: Bool { !isDisjoint(with: [.firstFollowUp, .responseTime]) }
}

extension TrackedResponse {
  fileprivate init(_ response: Response) {
    self.init()
    due = Double(response.due)
    answered = Double(response.within)
    contacted = Double(response.contacted)
    uncontacted = Double(response.neverContacted)
    func hours(_ seconds: Double?) -> Double? { seconds.map { $0 / 3600 } }
    mean = hours(response.elapsed.mean)
    median = hours(response.elapsed.quantile(0.5))
    p90 = hours(response.elapsed.quantile(0.9))
    meanBusiness = hours(response.business.mean)
    medianBusiness = hours(response.business.quantile(0.5))
    p90Business = hours(response.business.quantile(0.9))
  }
}

extension TrackedCohort {
  fileprivate init(_ cohort: Cohort, told: Set<LeadField>) {
    self.init()
    leads = Double(cohort.leads)
    if !told.isDisjoint(with: [.customer, .closed]) { customers = Double(cohort.customers) }
    if told.contains(.revenue), !told.isDisjoint(with: [.customer, .closed]) {
      revenue = Double(cohort.revenue.sum) / 100
      amounts = Double(cohort.revenue.count)
      revenueSquared = Double(cohort.revenue.squares) / 10_000
    }
    if told.contains(.closed) {
      let moments = cohort.cycle.moments
      cycles = Double(moments.count)
      cycleDays = Double(moments.sum) / 86_400
      cycleSquared = Double(moments.squares) / (86_400 * 86_400)
    }
    guard told.contains(.attempts) else { return }
    let tried = cohort.attempts
    unreached = Double(tried.unconnected.count)
    attempts = Double(tried.unconnected.sum)
    attemptsSquared = Double(tried.unconnected.squares)
    connected = Double(tried.connected)
    connectedAttempts = Double(tried.connectedAttempts)
  }
}

extension Period {
  /// Whether a day of the week lies in the period.
  func touches(weekOf monday: Day) -> Bool {
    monday.number + 6 >= start.first.number && monday.number < last.first.number + last.dayCount
  }
}

extension LeadAggregates {
  /// The days within which nine of ten customers closed that were created in the oldest third of the leads.
  fileprivate var slowCycle: Double? {
    let third = created.reduce(0) { $0 + self[$1].leads } / 3
    var (seen, counts) = (0, DurationCounts(unit: 3600))
    for month in created {
      if seen > third { break }
      seen += self[month].leads
      for cohort in self[month].cohorts { counts.merge(cohort.cycle) }
    }
    return counts.quantile(0.9).map { $0 / 86_400 }
  }
}

extension [Double] {
  /// Without the zeros at its end.
  fileprivate var trimmed: [Double] { lastIndex { $0 != 0 }.map { Array(self[...$0]) } ?? [] }
}
