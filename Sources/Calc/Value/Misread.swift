// Readers of figures work on bytes and know no file; they say what is wrong and which bytes, and whoever knows the
// file makes the Diagnostic of it.

/// A complaint about a part of the text that was read, on its way to becoming a placed `Diagnostic`.
public struct Misread: Error, Equatable, Sendable {
  /// What is wrong, without a place.
  public var diagnostic: Diagnostic
  /// The bytes it is about, as offsets into what was read.
  public var span: Range<Int>

  public init(_ diagnostic: Diagnostic, at span: Range<Int>) {
    self.diagnostic = diagnostic
    self.span = span
  }

  init(_ message: Phrase, at span: Range<Int>, mark: Phrase? = nil, why: Phrase? = nil, hint: String? = nil) {
    diagnostic = Diagnostic(message, mark: mark, hint: hint).with { if let why { $0.why = [why] } }
    self.span = span
  }

  /// The complaint with its place.
  /// - Parameter offset: where in the source what was read begins.
  public func placed(in source: Source, from offset: Int = 0) -> Diagnostic {
    diagnostic.placed(source.place(span.lowerBound + offset..<span.upperBound + offset))
  }
}
