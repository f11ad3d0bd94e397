// What a quantity is, apart from its value: how it is named, counted, split, computed, shown and negotiated. A
// definition is made from an entry of the model's text or from a line a user types; the sheet computes it.

/// A quantity: everything that is known of it but its value.
public struct Definition: Sendable {
  public enum Role: Sendable, Equatable {
    /// Somebody may set it; without a value its formula is the default.
    case driver
    /// Its formula computes it, until it is pinned.
    case computed
    /// The host supplies it (months, working days, what happened), or its formula does from such: nobody sets it.
    case fact
    /// The outcome of a test that is known by a text in quotation marks: nobody sets it.
    case test
  }

  /// How it totals over an axis.
  public enum Totals: Sendable, Equatable {
    case none
    case sum
    /// The two sides of its last division are totalled separately.
    case ratio
  }

  public enum Direction: Sendable, Equatable {
    case up, down
  }

  public struct Bounds: Sendable, Equatable {
    public var lower: Double
    public var upper: Double
    /// Whether the lower bound itself is left out ("percent > 0").
    public var aboveLower: Bool
    /// Whether only whole numbers are meant.
    public var whole: Bool

    public init(lower: Double = 0, upper: Double = 1e13, aboveLower: Bool = false, whole: Bool = false) {
      self.lower = lower
      self.upper = upper
      self.aboveLower = aboveLower
      self.whole = whole
    }

    public func contains(_ value: Double) -> Bool {
      (aboveLower ? value > lower : value >= lower) && value <= upper
    }
  }

  public var name: String
  public var title: Phrase
  public var describe: Phrase
  /// The heading it stands under in the model: "Goal", "Leads" …
  public var group: String
  public var axes: AxisSet
  public var units: Units
  public var bounds = Bounds()
  public var role: Role
  public var totals = Totals.none
  public var rounding = Rounding.nearest
  /// Whether it is dealt out in whole numbers that add up (leads, customers).
  public var isDealt = false
  /// A share: its labels along its first axis add up to 100 %.
  public var isShares = false
  /// The quantity that splits it over its first axis when it is given as one number.
  public var spread: String?
  /// A value holds for its named month alone, not until the next.
  public var holdsForItsMonth = false
  /// A bare figure is taken to be in these (hours a week are hours), nil where the unit must be written.
  public var bareFigure = false
  /// Who bears a change of a driver in a negotiation, or whose duty a computed quantity is: "marketing", "sales", "both".
  public var side: String?
  /// The direction that is never a remedy.
  public var never: Direction?
  /// Whether it is a term of a promise: moving it changes what was promised, not how it is kept.
  public var weakens = false
  /// Which end is the bad one, for "the worst cell".
  public var worst = Direction.up
  /// The word for its worst cell in a list: "fullest", "lowest".
  public var worstWord: Phrase?
  /// Whether an answer that rests on its default must say so.
  public var flatters = false
  /// The formula or default as written, nil where there is none.
  public var formula: Syntax?
  /// The text that `formula` was read from.
  public var source: Source?
  /// It has no default and the agreement should give it.
  public var isRequired = false
  /// Why it has no value where it has no formula.
  public var absence: Phrase?

  public init(
    _ name: String, title: Phrase, describe: Phrase = "", group: String = "", axes: AxisSet = [],
    units: Units = .number, role: Role, formula: Syntax? = nil, source: Source? = nil
  ) {
    self.name = name
    self.title = title
    self.describe = describe
    self.group = group
    self.axes = axes
    self.units = units
    self.role = role
    self.formula = formula
    self.source = source
  }
}
