// Adds leads up as they come. One tally belongs to one thread; what tallies have is merged in any order.
//
// Whether a deadline lies before as-of is known only when the latest time of all files is, so that deadlines wait here:
// those that the latest time so far has passed are settled whenever there are many, and what is left at the end
// (the leads of the last minutes) when as-of is known.

import Calc

/// What leads add up to, so far.
struct LeadTally: Sendable {
  private struct Deadline: Sendable {
    /// What the promise's clock shows then: seconds since 1970, or seconds of business since 1990.
    var clock: Int
    /// The place of the piece that its lead was created in.
    var piece: Int32
    var isKept: Bool
    var count: Int
  }

  /// The terms that matter for each row.
  private let time: BusinessTime
  private let respondWithin: Int
  private let isElapsed: Bool
  private let asOf: Int?
  /// The file says when leads were contacted.
  private let tellsContact: Bool
  private let tiers: [String]
  /// Of every plausible day its month, and the piece of a week it is in.
  private let days = WeekPiece.days
  private static let monthCount = 70 * 12

  /// Months that have something, in the order in which they came up, and where each stands.
  private var months: [LeadMonth] = []
  private var placeOfMonth = [Int32](repeating: -1, count: LeadTally.monthCount + 1)
  /// First responses by the piece of a week; likewise.
  private var responses: [Response] = []
  private var placeOfPiece = [Int32](repeating: -1, count: WeekPiece.all.count)
  private var deadlines: [Deadline] = []
  private var latest = Int.min
  private(set) var rows = RowCounts()
  private(set) var used = 0
  /// Something in the file says that amounts are in the currency that they must be in.
  var saysOurs: Bool
  /// Whether any cell tells a time of day without its zone.
  var hasLocalTimes = false

  init(_ terms: LeadTerms, _ plan: RowPlan) {
    tellsContact = plan.uses[.firstFollowUp] != nil || plan.uses[.responseTime] != nil
    saysOurs = plan.saysOurs
    time = terms.time
    respondWithin = terms.respondWithin
    isElapsed = terms.clock == .elapsed
    asOf = terms.asOf?.seconds
    tiers = terms.tiers
  }

  /// Notes a row that is set aside, or that counts in some figures only.
  mutating func note(_ reason: RowReason, at place: Int, cell: Cell? = nil) {
    rows.add(reason, at: place, example: cell)
  }

  /// Adds one lead.
  @inline(__always)
  mutating func add(_ lead: Lead) {
    guard let asOf else { return count(lead) }
    if lead.created > asOf { return note(.afterAsOf, at: lead.place) }
    count(lead.known(at: asOf))
  }

  private mutating func count(_ lead: Lead) {
    used += 1
    if lead.remarks != 0 { remark(lead) }
    latest = max(latest, lead.created, lead.lastActivity ?? .min)
    let day = time.place(of: lead.created)
    let about = days[day]
    let place = place(ofMonth: Int(about.month))
    let isInHours = lead.createdHasTime && time.isOpen(at: lead.created, place: day)
    months[place].add(lead, day: Int(about.day), inHours: isInHours)
    if tellsContact { answer(lead, createdOn: day, piece: self.place(ofPiece: Int(about.piece))) }
    if lead.isCustomer { win(lead, createdOn: day, month: place) }
  }

  /// Notes what is to be said of a row that counts.
  mutating func remark(_ lead: Lead) {
    for reason in RowReason.allCases where lead.remarks >> reason.rawValue & 1 == 1 { note(reason, at: lead.place) }
  }

  /// First contact: how soon, and whether within the promise.
  @inline(__always)
  private mutating func answer(_ lead: Lead, createdOn day: Int, piece: Int) {
    var isKept = false
    let createdBusiness = time.passed(at: lead.created, place: day)
    if let seconds = lead.followUp {
      latest = max(latest, seconds)
      guard lead.createdHasTime, lead.followUpHasTime else {
        responses[piece].contacted += 1
        return note(.noTimeOfDay, at: lead.place)
      }
      guard seconds >= lead.created else {
        responses[piece].contacted += 1
        responses[piece].negative += 1
        return note(.negativeResponse, at: lead.place)
      }
      let elapsed = seconds - lead.created
      let business = time.passed(at: seconds) - createdBusiness
      isKept = (isElapsed ? elapsed : business) <= respondWithin
      responses[piece].add(elapsed: elapsed, business: business)
    } else {
      responses[piece].neverContacted += 1
      guard lead.createdHasTime else { return }
    }
    let start = isElapsed ? lead.created : createdBusiness
    deadlines.append(
      Deadline(clock: start + respondWithin, piece: Int32(truncatingIfNeeded: piece), isKept: isKept, count: 1))
    if deadlines.count >= 1 << 15 { settle() }
  }

  /// What a customer brought, and when.
  private mutating func win(_ lead: Lead, createdOn day: Int, month: Int) {
    months[month].cohorts[lead.tier].customers += 1
    if let revenue = lead.revenue { months[month].cohorts[lead.tier].revenue.add(revenue) }
    guard let closed = lead.closed else { return }
    latest = max(latest, closed)
    let closedOn = time.place(of: closed)
    let cycle =
      lead.createdHasTime && lead.closedHasTime ? closed - lead.created : (closedOn - day) * 86_400
    if cycle >= 0 {
      months[month].cohorts[lead.tier].cycle.add(cycle)
    } else {
      note(.closedBeforeCreated, at: lead.place)
    }
    let won = place(ofMonth: Int(days[closedOn].month))
    months[won].won += 1
    months[won].wonRevenue.addBounded(lead.revenue ?? 0)
  }

  @inline(__always)
  private mutating func place(ofMonth month: Int) -> Int {
    let place = placeOfMonth[month]
    return place >= 0 ? Int(place) : newPlace(ofMonth: month)
  }

  private mutating func newPlace(ofMonth month: Int) -> Int {
    placeOfMonth[month] = Int32(months.count)
    months.append(LeadMonth(tiers: tiers.count))
    return months.count - 1
  }

  @inline(__always)
  private mutating func place(ofPiece piece: Int) -> Int {
    if placeOfPiece[piece] < 0 {
      placeOfPiece[piece] = Int32(responses.count)
      responses.append(Response())
    }
    return Int(placeOfPiece[piece])
  }

  /// Counts the deadlines that lie before the latest time so far, and puts equal ones of the rest together.
  private mutating func settle() {
    guard !deadlines.isEmpty else { return }
    let latest = asOf ?? self.latest
    // A deadline lies before as-of if the clock shows it by the second before.
    let before = isElapsed ? latest - 1 : time.passed(at: latest - 1)
    var rest: [Deadline] = []
    for deadline in deadlines {
      guard deadline.clock <= before else {
        rest.append(deadline)
        continue
      }
      responses[Int(deadline.piece)].due += deadline.count
      if deadline.isKept { responses[Int(deadline.piece)].within += deadline.count }
    }
    if rest.count > 1 << 14 {
      rest.sort { ($0.clock, $0.piece, $0.isKept ? 1 : 0) < ($1.clock, $1.piece, $1.isKept ? 1 : 0) }
      var merged: [Deadline] = []
      for deadline in rest {
        if let last = merged.last, last.clock == deadline.clock, last.piece == deadline.piece,
          last.isKept == deadline.isKept
        {
          merged[merged.count - 1].count += deadline.count
        } else {
          merged.append(deadline)
        }
      }
      rest = merged
    }
    deadlines = rest
  }

  /// Adds what another thread has tallied.
  mutating func merge(_ other: LeadTally) {
    latest = max(latest, other.latest)
    used += other.used
    saysOurs = saysOurs || other.saysOurs
    hasLocalTimes = hasLocalTimes || other.hasLocalTimes
    rows.merge(other.rows)
    for month in other.placeOfMonth.indices where other.placeOfMonth[month] >= 0 {
      months[place(ofMonth: month)].merge(other.months[Int(other.placeOfMonth[month])])
    }
    var places = [Int32](repeating: 0, count: other.responses.count)
    for piece in other.placeOfPiece.indices where other.placeOfPiece[piece] >= 0 {
      let (from, to) = (Int(other.placeOfPiece[piece]), place(ofPiece: piece))
      responses[to].merge(other.responses[from])
      places[from] = Int32(to)
    }
    for var deadline in other.deadlines {
      deadline.piece = places[Int(deadline.piece)]
      deadlines.append(deadline)
    }
  }

  /// What it all came to; the last deadlines are settled.
  func aggregates() -> LeadAggregates {
    var settled = self
    settled.settle()
    var aggregates = LeadAggregates(tiers: tiers)
    for month in placeOfMonth.indices where placeOfMonth[month] >= 0 {
      aggregates.months[Month(number: WeekPiece.firstMonth + month)] = settled.months[Int(placeOfMonth[month])]
    }
    for (piece, place) in zip(WeekPiece.all, placeOfPiece) where place >= 0 {
      let response = settled.responses[Int(place)]
      aggregates[piece.month].response.merge(response)
      aggregates.weeks[piece.monday, default: Response()].merge(response)
    }
    aggregates.asOf = (asOf ?? (latest == .min ? nil : latest)).map { Instant(seconds: $0) }
    return aggregates
  }
}
