// How a file was read, shown with every answer of `track`: which column is what, how dates were understood, what became
// of every row, what it replaces or adds to.

import Calc
import Documents
import Leads
import SLA

extension TrackReply {
  /// A file that was counted in, and how it was read.
  /// - Parameter today: what lies behind it is a mistake of the file's.
  func file(_ file: TrackedFile, _ reading: Reading, today: Day) -> Reply {
    var reply = Reply()
    let told = [reading.layout, reading.delimiter, reading.encoding].filter { !$0.isEmpty }.joined(separator: ", ")
    reply.say(
      Styled("Tracked \(file.file)" as Phrase, .strong) + Styled(" as \(file.name), as of \(file.asOf)" as Phrase)
        + Styled("   \(told)", .quiet))
    read(reading, &reply)
    rows(reading, &reply)
    if let deals = reading.deals { self.deals(deals, &reply) }
    for note in reading.notes { reply.say(Styled("  note     ", .quiet) + Styled(note)) }
    counted(file, &reply)
    beside(file, &reply)
    if let until = file.until, after.agreement.period.all.contains(file.asOf.month),
      Day(number: file.asOf.number + 1).month != file.asOf.month
    {
      let name = Month.names[file.asOf.month.month - 1]
      reply.say(
        "\(name) goes on: the export ends on its last day at \(clock(until)). track … as of \(file.asOf) counts it whole.",
        .quiet)
    }
    if file.asOf > today, today.number > 0 {
      reply.say(
        Styled("As of \(file.asOf) lies in the future: is a date wrong?" as Phrase, .bad)
          + Styled("  track … as of \(today)" as Phrase, .quiet))
    }
    standing(&reply)
    reply.answer = { json(file, reading) }
    return reply
  }

  /// Which column is what, and how its cells were understood.
  private func read(_ reading: Reading, _ reply: inout Reply) {
    reply.say(Styled("  columns  ", .quiet) + Styled(named(reading.columns)))
    if !reading.unused.isEmpty {
      let shown = reading.unused.prefix(6).joined(separator: ", ") + (reading.unused.count > 6 ? " …" : "")
      reply.say(Styled("  not read ", .quiet) + Styled(shown))
    }
    let dates = reading.dates.map { "\($0.rawValue), \(reading.datesDecided.map { "\($0)" } ?? "")" }
    let times = [dates, reading.zone, zoneRemark(reading)].compactMap { $0 }.joined(separator: "; ")
    reply.say(Styled("  times    ", .quiet) + Styled(times))
    if let currency = reading.currency { reply.say(Styled("  money    ", .quiet) + Styled(currency)) }
    for rule in reading.tierRules { reply.say(Styled("  tiers    ", .quiet) + Styled(rule)) }
  }

  /// Where nobody has said in which zone times without one are, the one that is taken may be hours off.
  private func zoneRemark(_ reading: Reading) -> String? {
    guard reading.hasLocalTimes, after.agreement.tracking.timeZone == nil, reading.name != "demo" else { return nil }
    return "no zone is agreed: tracking: {time_zone: Europe/Madrid}"
  }

  /// `created_at from Create Date, customer from won = yes`
  private func named(_ columns: [Reading.Column]) -> String {
    columns.map { column in
      let test = column.test.map { " \($0)" } ?? ""
      return column.header == column.field.rawValue && test.isEmpty
        ? column.header : "\(column.field.rawValue) from \(column.header)\(test)"
    }.joined(separator: ", ")
  }

  private func count(_ rows: Int) -> String { format.full(Double(rows), .number) }

  /// What became of every row.
  private func rows(_ reading: Reading, _ reply: inout Reply) {
    let aside = reading.read - reading.used
    reply.say(
      Styled("  rows     ", .quiet)
        + Styled("\(count(reading.read)) read, \(count(reading.used)) used, \(count(aside)) set aside" as Phrase))
    reasons(reading.setAside, reading.remarks, &reply)
    if let mapping = reading.tierMapping {
      reply.say("    To count them, say in the agreement who they are; put each where it belongs:", .quiet)
      reply.say(Styled("    ") + Styled(mapping, .code))
    }
  }

  /// Rows that count nowhere, and rows that count but not in every figure.
  private func reasons(_ setAside: [Reading.Rows], _ remarks: [Reading.Rows], _ reply: inout Reply) {
    let groups: [(title: Phrase, rows: [Reading.Rows], look: Role)] = [
      ("set aside", setAside, .bad), ("counted, with a remark", remarks, .quiet)
    ]
    for group in groups where !group.rows.isEmpty {
      reply.say(Styled("    ") + Styled(group.title, .quiet))
      for rows in group.rows {
        reply.say(Styled("      \(count(rows.count))  ", group.look) + Styled(rows.phrase, .quiet))
      }
    }
  }

  /// The second file: what it was read for, and what became of its rows.
  private func deals(_ deals: Reading.Deals, _ reply: inout Reply) {
    reply.say(
      Styled("  deals    ", .quiet) + Styled("\(deals.name): \(named(deals.columns))" as Phrase)
        + Styled("   \(deals.layout)", .quiet))
    let aside = deals.setAside.reduce(0) { $0 + $1.count }
    let (read, won, notWon) = (count(deals.read), count(deals.won), count(deals.notWon))
    reply.say("           \(read) read, \(won) won, \(notWon) not won, \(count(aside)) set aside" as Phrase)
    var parts: [Phrase] = [
      deals.leads == 1
        ? "\(count(deals.matched)) for 1 lead" : "\(count(deals.matched)) for \(count(deals.leads)) leads"
    ]
    if deals.ofSetAside > 0 { parts.append("\(count(deals.ofSetAside)) for leads that are set aside") }
    if deals.others > 0 { parts.append("\(count(deals.others)) for no lead of the file, counted nowhere") }
    reply.say(Styled("           won: " + parts.map { "\($0)" }.joined(separator: "; ")))
    reasons(deals.setAside, deals.remarks, &reply)
  }

  /// Leads of the period's months, and of how many outside.
  private func counted(_ file: TrackedFile, _ reply: inout Reply) {
    let names = figures.monthNames()
    let period = after.agreement.period
    func leads(_ month: TrackedMonth) -> Double {
      (month.tiers.values + [month.untiered]).reduce(0) { $0 + ($1.leads ?? 0) }
    }
    let parts = period.all.enumerated().compactMap { at, month in
      file.months[month].flatMap { $0.tellsLeads ? $0 : nil }.map {
        "\(names[at]) \(format.short(leads($0), .count("leads"), rounding: .up))"
      }
    }
    let outside = file.months.filter { period.index(of: $0.key) == nil }.values.reduce(0) { $0 + leads($1) }
    var line = parts.isEmpty ? Styled("none in \(period.spoken)" as Phrase) : Styled(parts.joined(separator: " · "))
    if outside > 0 {
      line += Styled(
        "   \(format.full(outside, .number)) outside the period: for recalibrate and what is won" as Phrase, .quiet)
    }
    reply.say(Styled("  leads    ", .quiet) + line)
    let untiered = file.months.values.reduce(0) { $0 + ($1.untiered.leads ?? 0) }
    if untiered > 0 {
      reply.say(
        Styled(
          "           \(format.full(untiered, .number)) without a tier: shared out as the others, or by mix" as Phrase,
          .quiet))
    }
  }

  /// "6:56", of hours.
  private func clock(_ hours: Double) -> String {
    let minutes = Int(hours * 60)
    return "\(minutes / 60):\(minutes % 60 < 10 ? "0" : "")\(minutes % 60)"
  }

  /// What it replaces or adds to.
  private func beside(_ file: TrackedFile, _ reply: inout Reply) {
    if let old = before.agreement.actuals.file(file.name) {
      if old.asOf > file.asOf, file.until != nil {
        reply.say(
          Styled("It takes the place of \(old.file) as of \(old.asOf), which is newer." as Phrase, .bad)
            + Styled("  undo brings that back" as Phrase, .quiet))
      } else {
        reply.say("It takes the place of \(old.file) as of \(old.asOf).", .quiet)
      }
    }
    let typed = before.agreement.actuals.typed.keys.filter { file.months[$0]?.tellsLeads == true }.sorted()
    if !typed.isEmpty {
      let months = typed.map(\.description).joined(separator: ", ")
      reply.say("What was typed for \(months) stands back where the file tells it.", .quiet)
    }
    func leads(_ file: TrackedFile, _ month: Month) -> Double {
      (file.months[month].map { Array($0.tiers.values) + [$0.untiered] } ?? []).reduce(0) { $0 + ($1.leads ?? 0) }
    }
    let others = after.agreement.actuals.files.filter { other in
      other.name != file.name && other.months.contains { leads(other, $0.key) > 0 && leads(file, $0.key) > 0 }
    }
    if let other = others.first {
      reply.say(
        Styled("It adds to \(other.name), which tells some of the same months." as Phrase, .bad)
          + Styled("  undo, then track … as \(other.name) puts it in its place" as Phrase, .quiet))
    }
  }

  /// Why `strict` takes nothing in.
  static func refusal(_ reading: Reading, _ request: TrackRequest, at place: Place) -> Diagnostic {
    let aside = reading.setAside + (reading.deals?.setAside ?? [])
    let (count, read) = (aside.reduce(0) { $0 + $1.count }, reading.read + (reading.deals?.read ?? 0))
    var fault = Diagnostic(
      read == 1 ? "the only row would be set aside" : "\(count) of \(read) rows would be set aside", at: place,
      mark: "strict", hint: request.typed(as: request.name))
    fault.why = aside.map { "\($0.count): \($0.phrase)" }
    return fault
  }

  private func json(_ file: TrackedFile, _ reading: Reading) -> JSON {
    func listed(_ aside: [Reading.Rows]) -> JSON {
      .array(
        aside.map { rows in
          .object([
            ("why", .text(rows.reason.phrase.description)), ("rows", .int(rows.count)),
            ("lines", .array(rows.lines.map { .int($0) }))
          ])
        })
    }
    func listed(_ columns: [Reading.Column]) -> JSON {
      .array(
        columns.map { column in
          .object([
            ("field", .text(column.field.rawValue)), ("header", .text(column.header)), ("test", .text(column.test))
          ])
        })
    }
    let deals = reading.deals.map { deals in
      JSON.object([
        ("file", .text(deals.name)), ("layout", .text(deals.layout)), ("columns", listed(deals.columns)),
        ("rows", .int(deals.read)), ("won", .int(deals.won)), ("not_won", .int(deals.notWon)),
        ("matched", .int(deals.matched)), ("of_set_aside", .int(deals.ofSetAside)), ("others", .int(deals.others)),
        ("set_aside", listed(deals.setAside))
      ])
    }
    return .object([
      ("rows", .int(reading.read)), ("used", .int(reading.used)), ("set_aside", listed(reading.setAside)),
      (
        "reading",
        .object(
          [
            ("name", .text(file.name)), ("file", .text(file.file)), ("digest", .text(file.digest)),
            ("layout", .text(reading.layout)), ("delimiter", .text(reading.delimiter)),
            ("encoding", .text(reading.encoding)), ("columns", listed(reading.columns)),
            ("unused", .array(reading.unused.map { .text($0) })), ("dates", .text(reading.dates?.rawValue)),
            ("zone", .text(reading.zone)), ("tiers", .array(reading.tierRules.map { .text("\($0)") }))
          ] + (deals.map { [("deals", $0)] } ?? []))
      ), ("as_of", .text("\(file.asOf)"))
    ])
  }
}
