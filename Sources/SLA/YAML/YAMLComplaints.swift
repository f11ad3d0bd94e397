// What is wrong with a file, collected so that all of it is said together, and bounded so that a hostile file
// cannot make the answer long: at most 50 complaints, and fewer when the lines they would quote are huge.

import Calc

/// The complaints about one text.
struct YAMLComplaints {
  private static let most = 50
  private static let mostQuotedBytes = 500_000
  /// A hint longer than this cannot be read at a glance, and is left out.
  private static let mostHintBytes = 200

  private var found: [Diagnostic] = []
  private var unsaid = 0
  private var quotedBytes = 0

  var isEmpty: Bool { found.isEmpty }

  /// All complaints in the order they were found; the last one says how many more there are.
  var all: [Diagnostic] { unsaid == 0 ? found : found + [Diagnostic("… and \(unsaid) more")] }

  /// One more complaint.
  mutating func add(
    _ message: @autoclosure () -> Phrase, at span: Range<Int>, of text: YAMLText,
    mark: Phrase? = nil,
    why: @autoclosure () -> [Phrase] = [], hint: @autoclosure () -> String? = nil
  ) {
    let quoted = text.lineSpan(at: span.lowerBound).count
    guard found.count < Self.most, found.isEmpty || quotedBytes + quoted <= Self.mostQuotedBytes
    else {
      unsaid += 1
      return
    }
    quotedBytes += quoted
    let hint = hint().flatMap { $0.utf8.count <= Self.mostHintBytes ? $0 : nil }
    let complaint = Diagnostic(message(), at: text.place(span), mark: mark, hint: hint)
    found.append(complaint.with { $0.why = why() })
  }

  mutating func add(_ complaint: YAMLComplaint, of text: YAMLText) {
    add(complaint.message, at: complaint.span, of: text, why: complaint.why, hint: complaint.hint)
  }
}

/// A complaint that has not been placed yet.
struct YAMLComplaint {
  var message: Phrase
  var span: Range<Int>
  var why: [Phrase]
  var hint: String?

  init(_ message: Phrase, at span: Range<Int>, why: Phrase..., hint: String? = nil) {
    self.message = message
    self.span = span
    self.why = why
    self.hint = hint
  }
}
