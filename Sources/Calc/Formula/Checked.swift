// A formula that makes sense: every name is resolved to a quantity, every part knows its units and its axes. The
// checker makes it; the compiler turns it into instructions, and the tracer walks it to explain a number.

/// A part of a checked formula.
public struct Checked: Sendable {
  public indirect enum Node: Sendable {
    case constant(Double)
    /// A quantity by its place in the schema, taken at some labels: (axis place, label index).
    case quantity(Int, at: [Selection])
    /// The `n` of `least(n, test)`.
    case bound
    case negate(Checked)
    case not(Checked)
    case binary(Syntax.Operator, Checked, Checked)
    case choose(Checked, Checked, Checked)
    /// Cells along some axes become one, where a condition holds.
    case reduce(Reduction, Checked, over: AxisSet, where: Checked?)
    case runningProduct(Checked, along: Int)
    /// `ahead(x, lag, later)` along the axis at a place.
    case ahead(Checked, lag: Checked, later: Checked, along: Int)
    case index(Int)
    case cells(@Sendable (UnsafePointer<Double>) -> Double, [Checked], name: String)
    case least(Checked)
    /// Whether a quantity is given.
    case given(Int)
    /// A value that nothing can tell, and why.
    case undefined(Phrase)
  }

  public struct Selection: Sendable, Hashable {
    /// The axis's place.
    public var place: Int
    /// The label's index on it.
    public var index: Int

    public init(place: Int, index: Int) {
      self.place = place
      self.index = index
    }
  }

  public var node: Node
  public var units: Units
  public var axes: AxisSet
  public var span: Range<Int>
  /// A figure written plainly, without a unit: it takes on the units of what it stands beside.
  public var isPlainFigure = false

  init(_ node: Node, _ units: Units, _ axes: AxisSet, _ span: Range<Int>, isPlainFigure: Bool = false) {
    self.node = node
    self.units = units
    self.axes = axes
    self.span = span
    self.isPlainFigure = isPlainFigure
  }

  /// The quantities it reads directly, each once, in the order of their appearance.
  public var reads: [Int] {
    var seen: [Int] = []
    collect(into: &seen)
    return seen
  }

  /// The parts directly below.
  var parts: [Checked] {
    switch node {
    case .constant, .quantity, .bound, .index, .given, .undefined: []
    case .negate(let x), .not(let x), .least(let x), .runningProduct(let x, _): [x]
    case .binary(_, let x, let y): [x, y]
    case .choose(let x, let y, let z): [x, y, z]
    case .reduce(_, let x, _, let condition): condition.map { [x, $0] } ?? [x]
    case .ahead(let x, let lag, let later, _): [x, lag, later]
    case .cells(_, let all, _): all
    }
  }

  private func collect(into seen: inout [Int]) {
    switch node {
    case .quantity(let quantity, _), .given(let quantity):
      if !seen.contains(quantity) { seen.append(quantity) }
    default: for part in parts { part.collect(into: &seen) }
    }
  }
}
