// A schema made ready to compute: every formula checked and compiled, every quantity given its place in memory, and
// the order found in which each formula comes after what it reads. It does not change; sheets share it.

/// The compiled formulas of one schema.
public final class Program: Sendable {
  public let schema: Schema
  /// The checked formula of each quantity, nil where it has none.
  public let formulas: [Checked?]
  /// How many labels each axis has; the analysis axes stand behind the schema's.
  let sizes: [Int]
  let slots: [Operand]
  /// Where the flags stand that say which quantities are given.
  let given: Int
  let slotCount: Int
  let fragments: [Fragment?]
  /// Every quantity after those it reads.
  let order: [Int]
  let workSize: Int
  /// For each quantity the set of quantities it depends on, itself included, as bits.
  private let closures: [UInt64]
  private let words: Int

  /// What each quantity reads.
  private let reads: [[Int]]

  /// Checks and compiles a schema.
  /// - Throws: the first formula that makes no sense, or a cycle with its path.
  public convenience init(_ schema: Schema) throws(Diagnostic) {
    var formulas: [Checked?] = []
    for definition in schema.definitions {
      guard let syntax = definition.formula, let source = definition.source else {
        formulas.append(nil)
        continue
      }
      let checked = try Checker.check(syntax, in: schema, source: source)
      try Program.fits(checked, definition, schema)
      formulas.append(checked)
    }
    let reads = zip(formulas, schema.definitions).map { checked, definition in
      (checked?.reads ?? []) + (definition.spread.flatMap { schema.place(of: $0) }.map { [$0] } ?? [])
    }
    self.init(schema, formulas, reads, order: try Program.order(reads, schema), analysis: [], spread: [:])
  }

  /// The same formulas over further axes behind the schema's: trials, or the points of a sweep.
  /// - Parameters:
  ///   - analysis: the sizes of the further axes.
  ///   - spread: which of them a quantity gets from outside, by its place.
  public func widened(by analysis: [Int], spread: [Int: AxisSet]) -> Program {
    Program(schema, formulas, reads, order: order, analysis: analysis, spread: spread)
  }

  private init(
    _ schema: Schema, _ formulas: [Checked?], _ reads: [[Int]], order: [Int], analysis: [Int], spread: [Int: AxisSet]
  ) {
    self.schema = schema
    self.formulas = formulas
    self.reads = reads
    self.order = order
    sizes = schema.axes.map(\.labels.count) + analysis

    // Which analysis axes reach which quantity, and what depends on what: one pass in the order found.
    let count = schema.definitions.count
    let words = (count + 63) / 64
    self.words = words
    var closures = [UInt64](repeating: 0, count: count * words)
    var axes = schema.definitions.map(\.axes)
    for place in order {
      closures[place * words + place / 64] |= 1 << UInt64(place % 64)
      if let own = spread[place] { axes[place].formUnion(own) }
      for read in reads[place] {
        for word in 0..<words { closures[place * words + word] |= closures[read * words + word] }
        axes[place].formUnion(axes[read].subtracting(Program.business(schema)))
      }
    }
    self.closures = closures

    var slots: [Operand] = []
    var next = 0
    for set in axes {
      var strides = [Int](repeating: 0, count: sizes.count)
      var size = 1
      for axis in set.places.reversed() {
        strides[axis] = size
        size *= sizes[axis]
      }
      slots.append(Operand(offset: next, strides: strides, axes: set))
      next += size
    }
    let sizes = sizes
    let given = next
    self.given = given
    slotCount = next + count
    self.slots = slots
    var fragments: [Fragment?] = []
    for (place, checked) in formulas.enumerated() {
      fragments.append(
        checked.map { Compiler.compile($0, sizes: sizes, slots: slots, given: given, into: slots[place]) })
    }
    self.fragments = fragments
    workSize = fragments.reduce(0) { max($0, $1?.workSize ?? 0) }
  }

  static func business(_ schema: Schema) -> AxisSet {
    AxisSet(rawValue: UInt16(truncatingIfNeeded: (1 << schema.axes.count) - 1))
  }

  /// Whether a quantity depends on any of some quantities.
  func depends(_ place: Int, on changed: [UInt64]) -> Bool {
    for word in 0..<words where closures[place * words + word] & changed[word] != 0 { return true }
    return false
  }

  /// A set of quantities as bits.
  func bits(_ places: some Sequence<Int>) -> [UInt64] {
    var result = [UInt64](repeating: 0, count: words)
    for place in places { result[place / 64] |= 1 << UInt64(place % 64) }
    return result
  }

  /// Everything that some quantities depend on, themselves included.
  public func dependencies(of places: some Sequence<Int>) -> [Int] {
    var all = [UInt64](repeating: 0, count: words)
    for place in places { for word in 0..<words { all[word] |= closures[place * words + word] } }
    return schema.definitions.indices.filter { all[$0 / 64] & (1 << UInt64($0 % 64)) != 0 }
  }

  /// A formula's units and axes must be those its quantity is declared with.
  private static func fits(_ checked: Checked, _ definition: Definition, _ schema: Schema) throws(Diagnostic) {
    func fault(_ message: Phrase) -> Diagnostic {
      Diagnostic(message, at: definition.source?.place(checked.span))
    }
    let plainZero = checked.isPlainFigure && Checker.constantValue(checked) != nil
    guard checked.units.sameDimension(definition.units) || plainZero else {
      throw fault("\(definition.name) is \(definition.units.spoken), its formula gives \(checked.units.spoken)")
    }
    let extra = checked.axes.subtracting(definition.axes)
    guard extra.isEmpty else {
      let names = extra.places.map { schema.axes[$0].name }
      throw fault("\(definition.name) is not split by \(Checker.list(names)), its formula is")
    }
  }

  private static func order(_ reads: [[Int]], _ schema: Schema) throws(Diagnostic) -> [Int] {
    var state = [UInt8](repeating: 0, count: reads.count)
    var result: [Int] = []
    result.reserveCapacity(reads.count)
    for start in reads.indices where state[start] == 0 {
      var stack: [(place: Int, next: Int)] = [(start, 0)]
      state[start] = 1
      while let (place, next) = stack.last {
        if next < reads[place].count {
          stack[stack.count - 1].next += 1
          let read = reads[place][next]
          if state[read] == 0 {
            state[read] = 1
            stack.append((read, 0))
          } else if state[read] == 1 {
            throw cycle(stack.map(\.place), back: read, schema)
          }
        } else {
          state[place] = 2
          result.append(place)
          stack.removeLast()
        }
      }
    }
    return result
  }

  private static func cycle(_ stack: [Int], back: Int, _ schema: Schema) -> Diagnostic {
    let loop = stack.drop { $0 != back }
    let names = (loop + [back]).map { schema.definitions[$0].name }
    // Point at a formula that a user wrote, not at one of the model's own.
    let guilty = loop.map { schema.definitions[$0] }.last { $0.source?.file != nil || $0.group.isEmpty }
    let definition = guilty ?? schema.definitions[back]
    let place = definition.source.flatMap { source in definition.formula.map { source.place($0.span) } }
    return Diagnostic(
      "\(definition.name) would depend on itself", at: place, mark: "goes round",
      why: "\(names.joined(separator: " → "))")
  }
}

/// A formula made ready to be evaluated on any sheet of its program, as often as wanted.
public struct Prepared: Sendable {
  public let checked: Checked
  let fragment: Fragment
}

extension Program {
  /// Makes a checked formula ready.
  public func prepare(_ checked: Checked) -> Prepared {
    Prepared(
      checked: checked, fragment: Compiler.compile(checked, sizes: sizes, slots: slots, given: given))
  }
}

extension Compiler {
  /// A formula compiled to write its result into a quantity's slot.
  static func compile(
    _ checked: Checked, sizes: [Int], slots: [Operand], given: Int, into slot: Operand
  ) -> Fragment {
    var compiler = Compiler(sizes: sizes, slots: slots, given: given)
    return compiler.fragment(checked, into: slot)
  }
}
