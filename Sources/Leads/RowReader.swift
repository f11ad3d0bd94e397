// Makes a lead of a row's cells. A row with a cell that is needed and cannot be read is set aside as a whole: a lead that
// counts in some figures by mistake is worse than one that is said to be missing.

/// Reads rows by a plan; one for each thread.
struct RowReader: Sendable {
  /// What a row came to.
  enum Outcome {
    case counted
    /// Nothing can be counted before it is known in which order dates stand.
    case needsOrder
    /// … or which mark is the decimal one.
    case needsMark
  }

  private let dates: DateReader
  private let amounts: AmountReader
  private var clock: ZoneClock
  private let created: Int
  private let followUp: Int?
  private let responseTime: Int?
  private let attempts: Int?
  private let closed: Int?
  private let revenue: Int?
  private let currency: (cell: Int?, amounts: AmountCurrency)
  private let lastActivity: Int?
  private let key: Int?
  private var connected: (cell: Int, answers: CellAnswers)?
  private var customer: (cell: Int, answers: CellAnswers)?
  private var tierRules: [(cell: Int, tier: Int?, answers: CellAnswers)]
  /// The tier of rows that tell none: the only one there is, or the place behind the last.
  private let noTier: Int
  private let tellsTier: Bool

  /// Where a row that is no customer may yet say when and for how much it was closed. (Deals that are not won do.)
  private let unclaimed: (closed: Int, revenue: Int)?

  private let book: DealBook?

  /// - Parameters:
  ///   - zone: what times without one are in.
  ///   - book: says which leads became customers; nil where the rows do.
  init(_ plan: RowPlan, _ survey: Survey, _ zone: Zone, _ book: DealBook? = nil) {
    dates = DateReader(order: survey.order)
    amounts = AmountReader(decimalComma: survey.decimalComma)
    clock = ZoneClock(zone)
    self.book = book
    created = plan.uses[.created]?.cell ?? 0
    followUp = plan.uses[.firstFollowUp]?.cell
    responseTime = followUp == nil ? plan.uses[.responseTime]?.cell : nil
    attempts = plan.uses[.attempts]?.cell
    closed = plan.uses[.closed]?.cell
    revenue = plan.uses[.revenue]?.cell
    currency = (plan.uses[.currency]?.cell, plan.currency)
    lastActivity = plan.uses[.lastActivity]?.cell
    connected = plan.uses[.connected].map { ($0.cell, .test($0.column.test)) }
    key = plan.uses[.lead]?.cell ?? plan.uses[.id]?.cell
    customer = book != nil ? nil : plan.uses[.customer].map { ($0.cell, .test($0.column.test)) }
    if let closed, let revenue, customer != nil, !plan.isDeals {
      unclaimed = (closed, revenue)
    } else {
      unclaimed = nil
    }
    tierRules = plan.tierRules.map { rule in
      (rule.use.cell, rule.tier, rule.tier == nil ? .tier(among: plan.tiers) : .test(rule.use.column.test))
    }
    tellsTier = !tierRules.isEmpty
    noTier = plan.tiers.count == 1 ? 0 : plan.tiers.count
  }

  /// Reads one row into a tally.
  /// - Parameter place: where the row stands in its source.
  @inline(__always)
  mutating func read(_ cells: UnsafeMutableBufferPointer<Cell>, at place: Int, into tally: inout LeadTally) -> Outcome {
    var lead = Lead()
    lead.place = place
    var outcome = Outcome.counted
    let deal = deal(of: cells)
    guard let time = time(cells[created], place, &tally, &outcome) else { return outcome }
    guard let time else {
      tally.note(.noCreated, at: place)
      return .counted
    }
    (lead.created, lead.createdHasTime) = (time.seconds, time.hasTime)
    if customer != nil, let cell = customer?.cell, let answer = customer?.answers.answer(cells[cell]) {
      guard answer != CellAnswers.neither else {
        tally.note(.badAnswer, at: place, cell: cells[cell])
        return .counted
      }
      lead.isCustomer = answer == CellAnswers.yes
      if !lead.isCustomer, let unclaimed, cells[unclaimed.closed].count > 0, cells[unclaimed.revenue].count > 0 {
        claim(cells[unclaimed.closed], cells[unclaimed.revenue], &lead)
      }
    }
    if let deal {
      (lead.isCustomer, lead.closed, lead.revenue) = (true, deal.closed, deal.revenue)
      lead.closedHasTime = deal.closedHasTime
      lead.hasDeal = true
    }
    guard tier(cells, &lead, &tally), contact(cells, &lead, &tally, &outcome),
      book != nil || !lead.isCustomer || closing(cells, &lead, &tally, &outcome)
    else { return outcome }
    if let lastActivity {
      guard let time = self.time(cells[lastActivity], place, &tally, &outcome) else { return outcome }
      lead.lastActivity = time?.seconds
    }
    let used = tally.used
    tally.add(lead)
    if lead.hasDeal, let book, let key, tally.used > used { book.match(cells[key]) }
    return .counted
  }

  /// The won deals of a row's lead. To be asked of every row, those that are set aside unread among them: their leads
  /// are in the file all the same.
  @inline(__always)
  @discardableResult
  func deal(of cells: UnsafeMutableBufferPointer<Cell>) -> DealBook.Deal? {
    guard let book, let key else { return nil }
    return book.deal(of: cells[key])
  }

  /// - Returns: false where the row is set aside.
  @inline(__always)
  private mutating func tier(
    _ cells: UnsafeMutableBufferPointer<Cell>, _ lead: inout Lead, _ tally: inout LeadTally
  ) -> Bool {
    lead.tier = noTier
    var isTold = false
    for rule in tierRules.indices {
      let cell = cells[tierRules[rule].cell]
      let answer = tierRules[rule].answers.answer(cell)
      if let tier = tierRules[rule].tier {
        if answer == CellAnswers.yes {
          lead.tier = tier
          return true
        }
        isTold = isTold || answer != CellAnswers.nothing
      } else if answer >= 0 {
        lead.tier = answer
        return true
      } else if answer == CellAnswers.neither {
        isTold = true
      }
    }
    if isTold {
      tally.note(.unknownTier, at: lead.place, cell: cells[tierRules[0].cell])
      return false
    }
    if tellsTier { lead.remark(.noTier) }
    return true
  }

  /// First contact and attempts.
  @inline(__always)
  private mutating func contact(
    _ cells: UnsafeMutableBufferPointer<Cell>, _ lead: inout Lead, _ tally: inout LeadTally, _ outcome: inout Outcome
  ) -> Bool {
    if let followUp {
      guard let time = time(cells[followUp], lead.place, &tally, &outcome, after: lead.created) else { return false }
      if let time {
        (lead.followUp, lead.followUpHasTime) = (time.seconds, time.hasTime)
        if time.isSecond { lead.remark(.hourTwice) }
      }
    } else if let responseTime {
      guard let milliseconds = number(cells[responseTime], lead.place, &tally) else { return false }
      // Up to the next second, so that the promise is never kept by rounding.
      if let milliseconds {
        let seconds = lead.created - floorDivide(-milliseconds, 1000)
        guard Instant.plausible.contains(floorDivide(seconds, 86_400)) else {
          tally.note(.badNumber, at: lead.place, cell: cells[responseTime])
          return false
        }
        lead.followUp = seconds
      }
    }
    if let attempts {
      guard let count = number(cells[attempts], lead.place, &tally) else { return false }
      guard (0...100_000).contains(count ?? 0) else {
        tally.note(.badNumber, at: lead.place, cell: cells[attempts])
        return false
      }
      lead.attempts = count
    }
    if let cell = connected?.cell, let answer = connected?.answers.answer(cells[cell]) {
      guard answer != CellAnswers.neither else {
        tally.note(.badAnswer, at: lead.place, cell: cells[cell])
        return false
      }
      lead.connected = answer == CellAnswers.yes
    }
    return true
  }

  /// Remarks that a lead was closed for an amount and is no customer.
  private func claim(_ closed: Cell, _ revenue: Cell, _ lead: inout Lead) {
    guard case .amount(let amount) = amounts.read(revenue), amount != 0 else { return }
    switch dates.read(closed) {
    case .local, .moment: lead.remark(.closedWithoutCustomer)
    default: break
    }
  }

  /// What the row of a deal tells.
  enum Deal {
    case won(Lead)
    case notWon
    case setAside
  }

  /// The row of a deal; of one that is not won nothing more is read. Where rows have to be gone through again it is set
  /// aside, with nothing noted.
  mutating func deal(
    _ cells: UnsafeMutableBufferPointer<Cell>, at place: Int, into tally: inout LeadTally, _ outcome: inout Outcome
  ) -> Deal {
    var deal = Lead()
    deal.place = place
    guard let cell = customer?.cell, let answer = customer?.answers.answer(cells[cell]) else { return .notWon }
    guard answer != CellAnswers.neither else {
      tally.note(.badAnswer, at: place, cell: cells[cell])
      return .setAside
    }
    guard answer == CellAnswers.yes else { return .notWon }
    return closing(cells, &deal, &tally, &outcome) ? .won(deal) : .setAside
  }

  /// What a customer brought, and when.
  private mutating func closing(
    _ cells: UnsafeMutableBufferPointer<Cell>, _ lead: inout Lead, _ tally: inout LeadTally, _ outcome: inout Outcome
  ) -> Bool {
    if let closed {
      guard let time = time(cells[closed], lead.place, &tally, &outcome) else { return false }
      if let time {
        (lead.closed, lead.closedHasTime) = (time.seconds, time.hasTime)
      } else {
        lead.remark(.customerWithoutClose)
      }
    }
    guard let revenue else { return true }
    switch amounts.read(cells[revenue]) {
    case .amount(let hundredths) where hundredths.magnitude <= Lead.mostRevenue: lead.revenue = hundredths
    case .empty: break
    case .needsMark:
      outcome = .needsMark
      return false
    default:
      guard CellAnswers.isNothing(cells[revenue].text) else {
        tally.note(.badAmount, at: lead.place, cell: cells[revenue])
        return false
      }
    }
    if lead.revenue == nil { lead.remark(.customerWithoutAmount) }
    return lead.revenue == nil || isOurs(cells, revenue, lead.place, &tally)
  }

  /// - Returns: false where the amount is in another currency and its row is set aside.
  private func isOurs(
    _ cells: UnsafeMutableBufferPointer<Cell>, _ revenue: Int, _ place: Int, _ tally: inout LeadTally
  ) -> Bool {
    var saysOurs = false
    for cell in [revenue, currency.cell].compactMap({ $0 }) {
      switch currency.amounts.said(cells[cell]) {
      case .nothing: continue
      case .ours: saysOurs = true
      case .foreign:
        tally.note(.foreignCurrency, at: place, cell: cells[cell])
        return false
      }
    }
    // The sign of an amount may be ours, and the column beside it say that it is another's.
    if saysOurs { tally.saysOurs = true }
    return true
  }

  private struct Time {
    var seconds: Int
    var hasTime: Bool
    /// Of the two that it could be.
    var isSecond = false
  }

  /// A time. Nil where the row is set aside or cannot be counted yet, nil inside where there is none.
  @inline(__always)
  private mutating func time(
    _ cell: Cell, _ place: Int, _ tally: inout LeadTally, _ outcome: inout Outcome, after created: Int? = nil
  ) -> Time?? {
    switch dates.read(cell) {
    case .local(let local, let hasTime):
      if hasTime { tally.hasLocalTimes = true }
      let seconds = clock.seconds(local: local)
      if let created, seconds < created, let again = clock.secondsAgain(local: local), again >= created {
        return .some(Time(seconds: again, hasTime: hasTime, isSecond: true))
      }
      return .some(Time(seconds: seconds, hasTime: hasTime))
    case .moment(let seconds): return .some(Time(seconds: seconds, hasTime: true))
    case .empty: return .some(nil)
    case .needsOrder:
      outcome = .needsOrder
      return nil
    case .otherOrder:
      tally.note(.otherDateOrder, at: place, cell: cell)
      return nil
    case .unreadable:
      if CellAnswers.isNothing(cell.text) { return .some(nil) }
      tally.note(dates.isOutside(cell) ? .dateOutside : .badDate, at: place, cell: cell)
      return nil
    }
  }

  /// A whole number. Nil where the row is set aside, nil inside where there is none.
  @inline(__always)
  private func number(_ cell: Cell, _ place: Int, _ tally: inout LeadTally) -> Int?? {
    switch amounts.read(cell) {
    case .amount(let hundredths) where hundredths % 100 == 0: return .some(hundredths / 100)
    case .empty: return .some(nil)
    default:
      if CellAnswers.isNothing(cell.text) { return .some(nil) }
      tally.note(.badNumber, at: place, cell: cell)
      return nil
    }
  }
}
