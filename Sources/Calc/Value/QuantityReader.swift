// Reads a whole written value (the table in agreement.md): what the agreement file, a scenario and `set` have in common.
//
//     value  =  word                        a choice
//            |  ("+" | "-") figure          a step
//            |  "*" figure
//            |  figure "of" figure          counts
//            |  figure ["to" figure] [noun]
//
// Formulas are not read here.

/// Reads values as people write them.
public struct QuantityReader: Sendable {
  public var form: NumberForm
  /// The agreement's currency; nil where it has none yet.
  public var currency: String?

  public init(form: NumberForm = .files, currency: String? = nil) {
    (self.form, self.currency) = (form, currency)
  }

  /// Reads one value, all of the text.
  /// - Parameters:
  ///   - wanted: the quantity it is for.
  ///   - place: where a range of the text's bytes stands in a file; without it, places are in the text itself.
  /// - Returns: the value as written, with its amounts per what they are written per.
  public func read(
    _ text: String, for wanted: Wanted, place: ((Range<Int>) -> Place)? = nil
  ) throws(Diagnostic) -> Written {
    do throws(Misread) {
      return try misreading(text, for: wanted)
    } catch {
      throw error.hinted(Source(text)).placed(place?(error.span) ?? Source(text).place(error.span))
    }
  }

  /// The same, with complaints about bytes of the text.
  public func misreading(_ text: String, for wanted: Wanted) throws(Misread) -> Written {
    var cursor = ValueCursor(bytes: Array(text.utf8), reader: FigureReader(form: form, currency: currency))
    return try cursor.written(for: wanted)
  }
}
