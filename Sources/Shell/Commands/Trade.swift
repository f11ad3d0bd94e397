// `trade`: what a lead of one tier is worth in leads of another, and what a swap does to revenue, customers and hours.

import Calc
import Documents
import SLA

extension Command {
  static let trade = Command(
    "trade", usage: ["trade", "trade N TIER for TIER"],
    does: "Exchanges leads of one tier for those of another by lead_value, and says what the swap moves.",
    examples: ["trade 10 {tier} for {last tier}", "trade"], next: "set lead_value[{tier}] 120",
    takes: .maybe(
      .then([.maybe(.slot(.number)), .slot(.tier), .maybe(.word("leads")), .word("for"), .slot(.tier)]))
  ) { session, parser throws(Diagnostic) in
    let plan = try session.opened()
    let tiers = plan.schema.axes[Model.tier].labels
    guard tiers.count > 1 else {
      throw Diagnostic(
        tiers.isEmpty ? "the agreement has no tiers" : "the agreement has one tier, \(tiers[0])",
        why: "A trade needs two tiers: leads of one are exchanged for leads of the other.")
    }
    if parser.isAtEnd { return TradeReply(plan: plan, format: session.format).rates() }
    let offer = try Offer(&parser, plan, session.form)
    return try TradeReply(plan: plan, format: session.format).swap(offer, parser.source)
  }
}

/// `10 CEO leads for Manager`, read.
struct Offer {
  var amount = 1.0
  var give = 0
  var get = 0
  /// Where the tiers stand.
  var giveSpan: Range<Int>
  var getSpan: Range<Int>

  private typealias Word = (text: String, span: Range<Int>)

  init(_ parser: inout Parser, _ plan: Plan, _ form: NumberForm) throws(Diagnostic) {
    let source = parser.source
    let tiers = plan.schema.axes[Model.tier].labels
    var words = Offer.words(source, parser.token.span.lowerBound..<parser.whole.upperBound)
    parser.move(to: parser.whole.upperBound)
    var number: Word?
    if let first = words.first, first.text.contains(where: \.isNumber), plan.schema.label(first.text) == nil {
      number = words.removeFirst()
    }
    giveSpan = words.first?.span ?? source.text.utf8.count..<source.text.utf8.count
    getSpan = giveSpan
    let behind = { (amount: String, tier: String) in
      "trade \(amount) \(tier) for \(tiers.first { $0 != tier } ?? tiers[0])"
    }
    if let number {
      let wanted = Wanted(.count("leads"), bareTime: .hours)
      do throws(Diagnostic) {
        amount = try QuantityReader(form: form).read(number.text, for: wanted).plain ?? .nan
      } catch {
        throw Diagnostic(
          "\(number.text) is no number of leads", at: source.place(number.span), mark: "how many?",
          hint: source.replacing(number.span, with: "10"))
      }
      guard amount > 0 else {
        throw Diagnostic(
          "\(number.text) leads are nothing to trade", at: source.place(number.span), mark: "above 0",
          hint: source.replacing(number.span, with: "10"))
      }
    }
    let shown = number?.text ?? "10"
    guard let middle = words.firstIndex(where: { $0.text.lowercased() == "for" }) else {
      let known = Offer.tier(words[...], plan)
      throw Diagnostic(
        "a trade names two tiers with “for” between them", at: source.place(giveSpan), mark: "for?",
        hint: behind(shown, known.map { tiers[$0] } ?? tiers[0]))
    }
    let sides = (words[..<middle], words[(middle + 1)...])
    giveSpan = Offer.span(sides.0, words[middle].span)
    getSpan = Offer.span(sides.1, words[middle].span)
    give = try Offer.known(sides.0, giveSpan, plan, source)
    get = try Offer.known(sides.1, getSpan, plan, source)
    guard give != get else {
      throw Diagnostic(
        "\(tiers[give]) for \(tiers[get]) is no trade", at: source.place(getSpan), mark: "the same tier",
        hint: behind(shown, tiers[give]))
    }
  }

  /// The words of a part of the line; what stands in quotation marks is one.
  private static func words(_ source: Source, _ range: Range<Int>) -> [Word] {
    let bytes = Array(source.text.utf8)
    var words: [Word] = []
    var start: Int?
    var isQuoted = false
    for at in range.lowerBound...max(range.lowerBound, min(range.upperBound, bytes.count)) {
      let isEnd = at >= range.upperBound || at >= bytes.count
      if !isEnd, bytes[at] == 0x22 { isQuoted.toggle() }
      if !isEnd, isQuoted || bytes[at] != 0x20 && bytes[at] != 0x09 {
        start = start ?? at
      } else if let from = start {
        words.append((String(source.text(from..<at).filter { $0 != "\"" }), from..<at))
        start = nil
      }
    }
    return words
  }

  private static func span(_ words: ArraySlice<Word>, _ beside: Range<Int>) -> Range<Int> {
    guard let first = words.first, let last = words.last else { return beside }
    return first.span.lowerBound..<last.span.upperBound
  }

  /// The tier that some words name, with or without "leads" behind it, in the plural as well.
  private static func tier(_ words: ArraySlice<Word>, _ plan: Plan) -> Int? {
    var words = words.map(\.text)
    for _ in 0..<2 {
      let name = words.joined(separator: " ")
      for name in [name, name.last == "s" ? String(name.dropLast()) : name] {
        if let label = plan.schema.label(name), label.place == Model.tier { return label.index }
      }
      guard words.count > 1, ["lead", "leads"].contains(words.last?.lowercased()) else { return nil }
      words.removeLast()
    }
    return nil
  }

  private static func known(
    _ words: ArraySlice<Word>, _ span: Range<Int>, _ plan: Plan, _ source: Source
  ) throws(Diagnostic) -> Int {
    if let tier = tier(words, plan) { return tier }
    let tiers = plan.schema.axes[Model.tier].labels
    let name = words.map(\.text).joined(separator: " ")
    let near = Suggestion.best(for: name, among: tiers)
    let other = plan.schema.label(name).map { plan.schema.axes[$0.place].name }
    let message: Phrase =
      words.isEmpty
      ? "a trade names two tiers with “for” between them"
      : other.map { "\(name) is a \($0), not a tier" } ?? "there is no tier \(name)"
    throw Diagnostic(
      message, at: source.place(span), mark: words.isEmpty ? "which tier?" : other == nil ? "unknown" : "no tier",
      why: "Tiers: \(tiers.joined(separator: ", ")).",
      hint: words.isEmpty
        ? "trade 10 \(tiers[0]) for \(tiers[1])" : near.map { source.replacing(span, with: $0) } ?? "trade")
  }
}

/// Builds the answers of `trade`.
struct TradeReply {
  let plan: Plan
  let format: QuantityFormat

  private var schema: Schema { plan.schema }
  private var tiers: [String] { schema.axes[Model.tier].labels }

  /// A number of leads: as few digits as matter.
  private func count(_ value: Double) -> String {
    Figures(plan: plan, format: format).shown(value, .number)
  }

  private func money(_ value: Double) -> String {
    format.short(value, .money) + (value.isNaN ? "" : " " + schema.currency)
  }

  // MARK: Rates

  func rates() -> Reply {
    let exchange = plan.exchange
    var table = Table(fixed: 1, figures: tiers.count + 1)
    table.add(["One lead of", "is worth"] + tiers.map { Styled("in \($0)") }, kind: .header)
    for (tier, name) in tiers.enumerated() {
      let cells = tiers.indices.map { other -> Styled in
        other == tier ? Styled("1", .quiet) : Styled(count(exchange.rate(tier, for: other)), .strong)
      }
      table.add([Styled(name, .strong), Styled(money(exchange.values[tier]))] + cells)
    }
    var reply = Reply()
    reply.show(table)
    if let undefined = exchange.values.firstIndex(where: \.isNaN) {
      reply.say(Styled("– \(tiers[undefined]): \(reason(undefined))", .quiet))
    }
    reply.say(
      Styled("By lead_value. What a swap moves: " as Phrase, .quiet)
        + Styled("trade 10 \(tiers[0]) for \(tiers[1])", .code))
    reply.answer = { [tiers] in
      .object([
        ("labels", .array(tiers.map { .text($0) })),
        (
          "rates",
          .array(tiers.indices.map { a in .array(tiers.indices.map { .value(exchange.rate(a, for: $0), .number) }) })
        )
      ])
    }
    return reply
  }

  private func reason(_ tier: Int) -> Phrase {
    guard let place = schema.place(of: "lead_value") else { return "it has no value" }
    let tracer = Tracer(plan.sheet)
    return tracer.reason(place, at: tracer.position(of: tier, in: plan.sheet.grid(place))) ?? "it has no value"
  }

  // MARK: A swap

  func swap(_ offer: Offer, _ source: Source) throws(Diagnostic) -> Reply {
    let exchange = plan.exchange
    for (tier, span) in [(offer.give, offer.giveSpan), (offer.get, offer.getSpan)] where exchange.values[tier].isNaN {
      throw Diagnostic(
        "what a lead of \(tiers[tier]) is worth is undefined", at: source.place(span), mark: "no value",
        why: "lead_value: \(reason(tier)).", hint: "set lead_value[\(tiers[tier])] 100")
    }
    guard exchange.values[offer.get] > 0 else {
      throw Diagnostic(
        "a lead of \(tiers[offer.get]) is worth 0: no number of them makes up for others",
        at: source.place(offer.getSpan),
        mark: "worth 0", hint: "set lead_value[\(tiers[offer.get])] 100")
    }
    let got = offer.amount * exchange.rate(offer.give, for: offer.get)
    let value = offer.amount * exchange.values[offer.give]
    var reply = Reply()
    reply.say(
      Styled(
        "\(count(offer.amount)) \(tiers[offer.give]) \(noun(offer.amount)) = \(count(got)) \(tiers[offer.get]) \(noun(got))"
          as Phrase, .strong) + Styled(" (\(money(value)))"))
    let swap = plan.swapped(offer.amount, of: offer.give, for: offer.get)
    if let swap { show(swap, in: &reply) } else { reply.say(Styled(impossible(offer), .quiet)) }
    reply.answer = { [tiers] in
      func side(_ tier: Int, _ leads: Double) -> JSON {
        .object([("tier", .text(tiers[tier])), ("leads", .number(leads))])
      }
      return .object([
        ("give", side(offer.give, offer.amount)), ("get", side(offer.get, got)), ("value", .number(value)),
        (
          "moves",
          .array(
            (swap?.moves ?? []).map {
              .object([
                ("name", .text($0.name)), ("before", .value($0.before, $0.units)), ("after", .value($0.after, $0.units))
              ])
            })
        )
      ])
    }
    return reply
  }

  private func noun(_ count: Double) -> String { count == 1 ? "lead" : "leads" }

  /// Why the swap cannot be put into the lead quota.
  private func impossible(_ offer: Offer) -> Phrase {
    let owed = plan.owed(offer.give)
    guard !owed.isNaN else { return "The lead quota is undefined, so the swap has nothing to move." }
    let most = format.short(owed, .count("leads"), rounding: .down)
    return "The lead quota owes \(most) \(tiers[offer.give]) leads in all: so many cannot be swapped."
  }

  private func show(_ swap: Swap, in reply: inout Reply) {
    var table = Table([.left, .left, .right, .right, .right], fixed: 2)
    table.add(["In the period's lead quota", "", "before", "after", ""], kind: .header)
    let titles: [String: Phrase] = [
      "leads": "Leads owed", "revenue": "Revenue from them", "customers": "Customers from them",
      "workload": "Hours of all teams"
    ]
    for move in swap.moves {
      let isLeads = move.name == "leads"
      let shown = ShownDifference(
        from: move.before, to: move.after, move.units, rounding: isLeads ? .up : .nearest, in: format)
      let unit = move.units.isMoney ? schema.currency : ""
      table.add(
        [
          Styled(titles[move.name] ?? Phrase(verbatim: move.name)), Styled(unit, .quiet), Styled(shown.before),
          Styled(shown.after), Styled(shown.text, .strong)
        ], indent: 1)
    }
    reply.gap()
    reply.show(table)
    if let crowded = crowded(swap.sheet) { reply.say(crowded) }
  }

  /// A team whose hours suffice no longer.
  private func crowded(_ after: Sheet) -> Styled? {
    guard let place = schema.place(of: "utilization") else { return nil }
    let (before, now) = (plan.sheet.grid(place), after.grid(place))
    let lost = now.cells.indices.filter { before.cells[$0] <= 1 + 1e-9 && now.cells[$0] > 1 + 1e-9 }
    guard let worst = lost.max(by: { now.cells[$0] < now.cells[$1] }) else { return nil }
    let figures = Figures(plan: plan, format: format)
    let who = figures.spoken(schema.labels(of: worst, over: now.axes))
    let (used, _) = format.besideTest(now.cells[worst], 1, .percent)
    return Styled("✗ ", .bad) + Styled("The hours no longer suffice: \(who) is \(used) full." as Phrase)
  }
}
