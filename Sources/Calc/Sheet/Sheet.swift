// The quantities of an agreement with their values. It is a value: a change makes another sheet, undo is the old one.
//
//     Schema (names) → Program (compiled) → Sheet = program + pins + values
//
// A pin gives a quantity a value from outside, for all of its cells or for some; the other cells keep their formula.
// Setting a pin recomputes what depends on it, in one pass in the program's order. There is no other bookkeeping.

/// A value given from outside.
public struct Pin: Sendable, Equatable {
  /// Cells over the quantity's axes (or some of them; the value then holds along the others). NaN: not given there.
  public var grid: Grid
  /// Given as one number for all labels of the first axis: it is split by the quantity named in `Definition.spread`.
  public var isSpread: Bool

  public init(_ grid: Grid, isSpread: Bool = false) {
    self.grid = grid
    self.isSpread = isSpread
  }
}

/// The quantities of a schema with their values.
public struct Sheet: Sendable {
  public let program: Program
  private var pins: [Pin?]
  private var values: [Double]
  /// Where only some quantities are wanted: these and what they depend on, as bits. The others stay undefined.
  private let wanted: [UInt64]?

  public var schema: Schema { program.schema }

  /// A sheet with some quantities given.
  /// - Parameters:
  ///   - pins: by the quantity's place in the schema.
  ///   - wanted: the quantities that will be asked for; nil for all of them.
  public init(_ program: Program, pins: [Int: Pin] = [:], wanted: [Int]? = nil) {
    self.program = program
    self.wanted = wanted.map { program.bits(program.dependencies(of: $0)) }
    self.pins = [Pin?](repeating: nil, count: program.schema.definitions.count)
    values = [Double](repeating: .nan, count: program.slotCount)
    for (place, pin) in pins { self.pins[place] = pin }
    recalculate(nil)
  }

  /// What a quantity is given as, nil where it is computed.
  public func pin(_ place: Int) -> Pin? { pins[place] }

  /// Everything that is given, by the quantity's place.
  public var pinned: [Int: Pin] {
    var result: [Int: Pin] = [:]
    for (place, pin) in pins.enumerated() { result[place] = pin }
    return result
  }

  /// Gives quantities other values (nil: takes the value away) and recomputes what depends on them.
  public mutating func set(_ changes: [Int: Pin?]) {
    for (place, pin) in changes { pins[place] = pin }
    recalculate(program.bits(changes.keys))
  }

  /// The values of a quantity.
  public func grid(_ place: Int) -> Grid {
    let slot = program.slots[place]
    let shape = slot.axes.places.map { program.sizes[$0] }
    let count = shape.reduce(1, *)
    return Grid(axes: slot.axes, shape: shape, cells: Array(values[slot.offset..<slot.offset + count]))
  }

  /// One cell of a quantity, at label indices by axis place.
  func cell(_ place: Int, at position: [Int]) -> Double {
    let slot = program.slots[place]
    var offset = slot.offset
    for axis in slot.axes.places { offset += slot.strides[axis] * (axis < position.count ? position[axis] : 0) }
    return offset < values.count ? values[offset] : .nan
  }

  /// The value of a formula that was checked against this sheet's schema.
  public func evaluate(_ checked: Checked) -> Grid { evaluate(program.prepare(checked)) }

  /// The value of a formula that was made ready by this sheet's program.
  public func evaluate(_ prepared: Prepared) -> Grid {
    let fragment = prepared.fragment
    let axes = fragment.result.axes
    let shape = axes.places.map { program.sizes[$0] }
    let count = shape.reduce(1, *)
    let cells = [Double](unsafeUninitializedCapacity: count) { cells, initialized in
      values.withUnsafeBufferPointer { slots in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, fragment.workSize)) { work in
          guard let slotBase = slots.baseAddress, let workBase = work.baseAddress else { return }
          for (at, constant) in fragment.constants.enumerated() { workBase[at] = constant }
          // A formula that stands by itself writes to work memory only; the slots are read.
          Evaluator(slots: UnsafeMutablePointer(mutating: slotBase), work: workBase).run(fragment)
          let result = fragment.result
          let base =
            result.offset >= 0 ? UnsafePointer(slotBase) + result.offset : UnsafePointer(workBase) + ~result.offset
          Sheet.gather(base, result.strides, axes.places, shape, into: cells)
        }
      }
      initialized = count
    }
    return Grid(axes: axes, shape: shape, cells: cells)
  }

  /// Copies the cells of an operand into dense order; what is not finite becomes undefined.
  private static func gather(
    _ base: UnsafePointer<Double>, _ strides: [Int], _ places: [Int], _ shape: [Int],
    into cells: UnsafeMutableBufferPointer<Double>
  ) {
    var position = [Int](repeating: 0, count: shape.count)
    var offset = 0
    // The last axis in one run, the others step by step.
    let run = shape.last ?? 1
    let step = places.last.map { strides[$0] } ?? 0
    for start in stride(from: 0, to: shape.reduce(1, *), by: max(1, run)) {
      for index in 0..<run {
        let value = base[offset + index * step]
        cells.initializeElement(at: start + index, to: value + value * 0)
      }
      var axis = shape.count - 2
      while axis >= 0 {
        position[axis] += 1
        offset += strides[places[axis]]
        if position[axis] < shape[axis] { break }
        offset -= strides[places[axis]] * shape[axis]
        position[axis] = 0
        axis -= 1
      }
    }
  }

  // MARK: Again and again

  /// Writes the cells of pins anew, in place, and recomputes what depends on them.
  /// - Parameter write: gets the order of the place and the cells of its pin.
  mutating func rewrite(_ places: [Int], _ write: (_ at: Int, UnsafeMutableBufferPointer<Double>) -> Void) {
    for (at, place) in places.enumerated() {
      pins[place]?.grid.cells.withUnsafeMutableBufferPointer { write(at, $0) }
    }
    recalculate(program.bits(places))
  }

  /// How many cells the quantities have that some depend on, and that differ along an axis.
  func cellCount(along axis: Int, behind places: [Int]) -> Int {
    let varying = program.dependencies(of: places).filter { program.slots[$0].axes.contains(place: axis) }
    return varying.reduce(0) { count, place in
      count + program.slots[place].axes.places.reduce(1) { $0 * program.sizes[$1] }
    }
  }

  // MARK: Computing

  /// Recomputes what depends on the changed quantities; everything for nil.
  private mutating func recalculate(_ changed: [UInt64]?) {
    let program = program
    let pins = pins
    values.withUnsafeMutableBufferPointer { values in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, program.workSize)) { work in
        guard let slots = values.baseAddress, let memory = work.baseAddress else { return }
        let evaluator = Evaluator(slots: slots, work: memory)
        for place in program.order {
          if let changed, !program.depends(place, on: changed) { continue }
          if let wanted, wanted[place / 64] & (1 << UInt64(place % 64)) == 0 { continue }
          let pin = pins[place]
          slots[program.given + place] = pin == nil ? 0 : 1
          if let pin, Sheet.isWhole(pin) {
            Sheet.lay(pin, place, program, slots)
            continue
          }
          if let fragment = program.fragments[place] {
            for (at, constant) in fragment.constants.enumerated() { memory[at] = constant }
            evaluator.run(fragment)
          } else {
            Sheet.clear(place, program, slots)
          }
          if let pin { Sheet.lay(pin, place, program, slots) }
        }
      }
    }
  }

  private static func isWhole(_ pin: Pin) -> Bool { !pin.grid.cells.contains(where: \.isNaN) }

  private static func clear(_ place: Int, _ program: Program, _ slots: UnsafeMutablePointer<Double>) {
    let slot = program.slots[place]
    let count = slot.axes.places.reduce(1) { $0 * program.sizes[$1] }
    for cell in 0..<count { slots[slot.offset + cell] = .nan }
  }

  /// Writes the given cells of a pin over a quantity's slot.
  private static func lay(_ pin: Pin, _ place: Int, _ program: Program, _ slots: UnsafeMutablePointer<Double>) {
    let slot = program.slots[place]
    let places = slot.axes.places
    let shape = places.map { program.sizes[$0] }
    let count = shape.reduce(1, *)
    let mix = pin.isSpread ? program.schema.definitions[place].spread.flatMap { program.schema.place(of: $0) } : nil
    if mix == nil, pin.grid.axes == slot.axes {
      for cell in 0..<min(count, pin.grid.cells.count) where !pin.grid.cells[cell].isNaN {
        slots[slot.offset + cell] = pin.grid.cells[cell]
      }
      return
    }
    let own = places.map { pin.grid.stride(of: $0) }
    let weights = mix.map { mix in places.map { program.slots[mix].strides[$0] } } ?? places.map { _ in 0 }
    var position = [Int](repeating: 0, count: places.count)
    // The last axis in one run, the others step by step.
    let (run, step, weightStep) = (shape.last ?? 1, own.last ?? 0, weights.last ?? 0)
    for start in stride(from: 0, to: count, by: max(1, run)) {
      var (from, weight) = (0, mix.map { program.slots[$0].offset } ?? 0)
      for axis in position.indices.dropLast() {
        from += own[axis] * position[axis]
        weight += weights[axis] * position[axis]
      }
      for index in 0..<run {
        let at = from + index * step
        guard at < pin.grid.cells.count, !pin.grid.cells[at].isNaN else { continue }
        let value = pin.grid.cells[at]
        slots[slot.offset + start + index] = mix == nil ? value : value * slots[weight + index * weightStep]
      }
      var axis = position.count - 2
      while axis >= 0 {
        position[axis] += 1
        if position[axis] < shape[axis] { break }
        position[axis] = 0
        axis -= 1
      }
    }
  }
}
