// A function of the formula language is one value: its name, what it takes, how its result is counted, its example
// (which is its test), and what computes it. Everything else (help, completion, checking) derives from it.

/// A function of the formula language.
public struct Function: Sendable {
  /// How a result's units follow from the arguments'.
  public enum Result: Sendable {
    /// The common units of all arguments.
    case same
    /// The units of the first argument.
    case first
    /// Always these.
    case fixed(Units)
  }

  public enum Form: Sendable {
    /// Cell by cell: computes one cell from the arguments' cells.
    case cells(@Sendable (UnsafePointer<Double>) -> Double)
    /// Over an axis, or by more than the cells of its arguments; the checker knows it by this case.
    case total
    case reduce(Reduction)
    case runningProduct
    case ahead
    case index
    case count
    case given
    case least
    case kept
    case missedMonths
    case undefined
    case holds
  }

  public var name: String
  /// What it takes, as help shows it: "x, low, high".
  public var takes: String
  public var describe: Phrase
  /// An expression with the function in it, and what it yields on the built-in agreement.
  public var example: String
  public var yields: Double
  /// How many arguments.
  public var arity: ClosedRange<Int>
  public var result: Result
  public var form: Form

  public init(
    _ name: String, _ takes: String, _ describe: Phrase, example: String, yields: Double, arity: ClosedRange<Int>,
    result: Result, form: Form
  ) {
    self.name = name
    self.takes = takes
    self.describe = describe
    self.example = example
    self.yields = yields
    self.arity = arity
    self.result = result
    self.form = form
  }

  public var usage: String { "\(name)(\(takes))" }
}

/// How cells along an axis become one.
public enum Reduction: Sendable {
  case sum, least, most, mean, product
}
