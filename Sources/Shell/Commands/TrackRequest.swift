// What stands behind `track` about a file, and how the same is written again: for hints, the journal and the minutes.
//
//     track leads.csv with deals.csv as leads using hubspot as of 2026-09-30 strict

import Calc
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
