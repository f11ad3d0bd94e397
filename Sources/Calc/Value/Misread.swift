// Readers of figures work on bytes and know no file; they say what is wrong and which bytes, and whoever knows the
// file makes the Diagnostic of it.

/// A complaint about a part of the text that was read, on its way to becoming a placed `Diagnostic`.
public struct Misread: Error, Equatable, Sendable {
  /// What is wrong, without a place.
  public var diagnostic: Diagnostic
  /// The bytes it is about, as offsets into what was read.
  public var span: Range<Int>
  /// What may stand in place of those bytes: one text, or one for each reading of what was written.
  public var instead: [String] = []

  public init(_ diagnostic: Diagnostic, at span: Range<Int>) {
    self.diagnostic = diagnostic
    self.span = span
  }

  init(
    _ message: Phrase, at span: Range<Int>, mark: Phrase? = nil, why: Phrase? = nil, hint: String? = nil,
    instead: [String] = []
  ) {
    diagnostic = Diagnostic(message, mark: mark, hint: hint).with { if let why { $0.why = [why] } }
    self.span = span
    self.instead = instead
  }

  /// The complaint with its place.
  /// - Parameter offset: where in the source what was read begins.
  public func placed(in source: Source, from offset: Int = 0) -> Diagnostic {
    hinted(Source(source.text(offset..<source.text.utf8.count))).placed(
      source.place(span.lowerBound + offset..<span.upperBound + offset))
  }

  /// The complaint with what was read as its hint, the wrong part of it replaced.
  func hinted(_ read: Source) -> Diagnostic {
    guard diagnostic.hint == nil, !instead.isEmpty, read.text.utf8.count <= 200 else { return diagnostic }
    let (before, after) = (read.text(0..<span.lowerBound), read.text(span.upperBound..<read.text.utf8.count))
    return diagnostic.with { $0.hint = Diagnostic.hint(instead.map { before + $0 + after }) }
  }
}
