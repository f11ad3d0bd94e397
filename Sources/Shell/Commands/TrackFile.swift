// `track leads.csv`: counts what is in an export of the CRM. How it was read is shown with every answer: which column
// is what, how dates were understood, and what became of every row.

import Calc
import Documents
import Leads
import SLA

/// `leads.csv as leads using hubspot as of 2026-09-30 strict`, read.
struct TrackRequest {
  var path: String
  /// Where the path stands.
  var span: Range<Int>
  var table: String?
  /// An export of deals whose leads are in the file.
  var deals: String?
  /// Where that stands.
  var dealsSpan: Range<Int>?
  var name: String?
  var profile: String?
  /// Where the profile stands.
  var profileSpan: Range<Int>?
  var asOf: Day?
  var isStrict = false
  /// What the file must still be; as journals and minutes have it.
  var digest: String?

  init(_ parser: inout Parser) throws(Diagnostic) {
    guard let (path, span) = try parser.takeRaw() else {
      throw Diagnostic("track needs a month or a file", hint: "track leads.csv")
    }
    (self.path, self.span) = (path, span)
    while let word = parser.word {
      let place = parser.source.place(parser.token.span)
      parser.advance()
      switch word {
      case "strict": isStrict = true
      case "as":
        if try parser.takeWord("of") { asOf = try day(&parser) } else { name = try argument(&parser, word) }
      case "table": table = try argument(&parser, word)
      case "using":
        profileSpan = try rawSpan(parser)
        profile = try argument(&parser, word)
      case "digest": digest = try argument(&parser, word)
      case "with": (deals, dealsSpan) = try spanned(&parser, word)
      default:
        throw Diagnostic(
          "“\(word)” means nothing here", at: place, mark: "unknown", why: TrackRequest.written,
          hint: typed(as: name))
      }
    }
    try parser.end()
  }

  static let usage = [
    "track FILE [as NAME] [as of DAY] [using PROFILE] [strict]", "track LEADS with DEALS", "track DATABASE table NAME"
  ]

  static let takes = Takes.then([
    .either([.slot(.file), .word("demo")]),
    .any([
      .then([.word("table"), .slot(.text)]), .then([.word("with"), .slot(.file)]),
      .then([.word("as"), .slot(.newName)]), .then([.word("as"), .word("of"), .slot(.day)]),
      .then([.word("using"), .slot(.profile)]), .word("strict")
    ])
  ])

  /// Why a line that cannot be read is wrong.
  private static let written = Phrase(verbatim: usage.joined(separator: "   "))

  private func argument(_ parser: inout Parser, _ word: String) throws(Diagnostic) -> String {
    try spanned(&parser, word).text
  }

  /// What stands behind a word, and where.
  private func spanned(_ parser: inout Parser, _ word: String) throws(Diagnostic) -> (text: String, span: Range<Int>) {
    let place = parser.source.place(parser.token.span)
    guard let found = try parser.takeRaw() else {
      throw Diagnostic("“\(word)” needs something behind it", at: place, mark: "here", why: TrackRequest.written)
    }
    return found
  }

  /// Where the next argument stands; nil where there is none.
  private func rawSpan(_ parser: Parser) throws(Diagnostic) -> Range<Int>? {
    var probe = parser
    return try probe.takeRaw()?.span
  }

  private func day(_ parser: inout Parser) throws(Diagnostic) -> Day {
    let place = parser.source.place(parser.token.span)
    guard let (text, _) = try parser.takeRaw(), let day = Day(text) else {
      throw Diagnostic(
        "“as of” needs a day", at: place, mark: "which day?", hint: typed(as: name).map { "\($0) as of 2026-09-30" })
    }
    return day
  }

  /// What is said behind `track`, but for what the file must be.
  private func words(as name: String?, whole: (String) -> String) -> [String] {
    var words = [["-", "demo"].contains(path) ? path : whole(path)]
    if let table { words += ["table", table] }
    if let deals { words += ["with", whole(deals)] }
    if let name { words += ["as", name] }
    if let profile { words += ["using", profile] }
    if let asOf { words += ["as", "of", "\(asOf)"] }
    return words
  }

  /// The same to be typed, under a name: a hint. Nil where a path cannot be typed.
  func typed(as name: String?) -> String? { Parser.typed(["track"] + words(as: name) { $0 }) }

  /// What does the same wherever it is carried out, as long as the file is what it was.
  /// - Parameter whole: a path from the root.
  /// - Throws: no line can say it.
  func line(_ file: TrackedFile, whole: (String) -> String) throws(Diagnostic) -> String {
    let words = words(as: file.name, whole: whole)
    guard let line = Parser.typed(words) else {
      throw Diagnostic(
        "\(words.first { Parser.typed([$0]) == nil } ?? path) cannot be named in a line",
        why: "A name with quotation marks or hidden characters cannot be typed, and so not be read again.",
        "Give it another name, and track that.")
    }
    return file.digest.isEmpty ? line : line + " digest \(file.digest)"
  }

  /// What the file is called in the agreement: as was said, else the file's name without its ending.
  func title(in schema: Schema) -> String {
    if let name { return name }
    let file = path == "-" ? "input" : path.split(separator: "/").last.map(String.init) ?? path
    let stem = file.lastIndex(of: ".").flatMap { $0 == file.startIndex ? nil : file[..<$0] } ?? file[...]
    return Names.free(like: TrackRequest.undated(stem) + (table.map { "_\($0)" } ?? ""), in: schema)
  }
}

extension TrackRequest {
  /// A file's name without what makes each export another one at its end: a day, the moment, a browser's number. Next
  /// week's export takes the place of this week's.
  ///
  ///     leads-2026-09-22 → leads       all-contacts-2026-09-22-1 → all-contacts     leads-2026-07 stays
  ///     report1756623600000 → report   leads (2) → leads
  static func undated(_ stem: Substring) -> String {
    var stem = stem
    if stem.hasSuffix(")"), let open = stem.lastIndex(of: "("),
      stem[open...].dropFirst().dropLast().allSatisfy(\.isNumber)
    {
      stem = stem[..<open]
      while stem.last == " " { stem.removeLast() }
    }
    let end = stem.reversed().prefix { $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }.count
    // A day has eight digits, with a number of the day's exports nine or ten; milliseconds since 1970 have thirteen.
    let digits = stem.suffix(end).filter(\.isNumber).count
    guard end < stem.count, (8...10).contains(digits) || digits == 13 else { return String(stem) }
    return String(stem.dropLast(end))
  }
}

extension Session {
  /// Counts a file in.
  mutating func trackFile(_ parser: inout Parser) throws(Diagnostic) -> Reply {
    let before = try opened()
    let request = try trackRequest(&parser)
    let place = parser.source.place(request.span)
    if let known = takeCounted(request) {
      try count(known, request, in: before, at: place)
      return Reply()
    }
    if let why = request.name.flatMap({ Names.fault($0) }) {
      throw Diagnostic(why, at: place, hint: request.typed(as: "leads"))
    }
    let terms = try before.leadTerms(asOf: request.asOf)
    let log: LeadLog
    let file: TrackedFile
    do throws(Diagnostic) {
      log = try source(request, parser.source).read(terms, world.progress)
      file = try TrackedFile(request.title(in: before.schema), log, for: before, terms: terms)
    } catch {
      throw placed(error, request, parser.source)
    }
    if let digest = request.digest, digest != file.digest {
      throw Diagnostic("\(request.path) is another file than it was", at: place, why: "Its digest was \(digest).")
    }
    if request.isStrict, !log.reading.isComplete { throw TrackReply.refusal(log.reading, request, at: place) }
    if !file.digest.isEmpty, let other = before.agreement.actuals.files.first(where: { $0.digest == file.digest }),
      other.name.lowercased() != file.name.lowercased()
    {
      throw Diagnostic(
        "\(request.path) is tracked already, as \(other.name)", at: place,
        why: "Its leads would count twice.", hint: request.typed(as: other.name))
    }
    let after = try count(file, request, in: before, at: place)
    return TrackReply(before: before, after: after, format: format).file(file, log.reading, today: world.now().day)
  }

  /// Takes a file's figures in.
  /// - Returns: the plan that knows them.
  /// - Throws: no line can say it.
  @discardableResult
  private mutating func count(
    _ file: TrackedFile, _ request: TrackRequest, in before: Plan, at place: Place
  ) throws(Diagnostic) -> Plan {
    let line: String
    do throws(Diagnostic) { line = try request.line(file) { whole($0) } } catch { throw error.placed(place) }
    var actuals = before.agreement.actuals
    actuals.track(file)
    let after = before.knowing(actuals)
    change(to: after, by: .count(line, file))
    return after
  }

  /// What the file came to when the same line was carried out before (Recovery, Minutes); nil where that is not known.
  private mutating func takeCounted(_ request: TrackRequest) -> TrackedFile? {
    guard let next = counted.first, next.name == request.name, next.digest == request.digest ?? "" else { return nil }
    return counted.removeFirst()
  }

  /// A path as it is from anywhere.
  private func whole(_ path: String) -> String {
    let path = resolved(path)
    return path.hasPrefix("/") ? path : "\(world.folder())/\(path)"
  }

  /// - Parameter line: the line that asks for it.
  private func source(_ request: TrackRequest, _ line: Source) throws(Diagnostic) -> LeadSource {
    if request.path == "demo" {
      return .export("demo", profile: request.profile) { LeadBytes(DemoQuarter.csv) }
    }
    if request.path == "-", origin == .prompt {
      throw Diagnostic("standard input is the keyboard here", hint: "track leads.csv")
    }
    let path = request.path == "-" ? "-" : resolved(request.path)
    if let table = request.table { return .table(table, database: path, profile: request.profile) }
    let leads = world.leads
    let deals = request.deals.map { deals -> LeadSource.Deals in
      let file = resolved(deals)
      return LeadSource.Deals(name: deals, place: request.dealsSpan.map { line.place($0) }) { () throws(Diagnostic) in
        try leads(file)
      }
    }
    return .export(request.path, profile: request.profile, deals: deals) { () throws(Diagnostic) in try leads(path) }
  }
}

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
