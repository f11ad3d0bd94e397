// A checked formula as instructions over flat memory.
//
//     slots   the values of all quantities, one dense grid after another; they outlive an evaluation
//     work    a fragment's own constants and intermediate results; forgotten when it ends
//
// An operand is an offset and a stride for each axis, so that taking a label (`leads[CEO]`) and spreading a value
// over an axis it lacks cost nothing: a selection moves the offset, a missing axis has stride 0. Every instruction is
// one loop nest over its operands; neighbouring loops are merged where all operands allow it, so that the innermost
// runs long. An analysis adds axes (sweep points, trials) behind the business ones: the same instructions then run
// over blocks, and what does not depend on the swept drivers does not get the axis.

/// Where an operand's cells stand: in the slots (`>= 0`) or in the work memory (`~offset`).
struct Operand {
  var offset: Int
  /// By axis place; 0 where the operand does not run over it.
  var strides: [Int]
  var axes: AxisSet
}

/// What one instruction does.
enum Operation {
  case move, add, subtract, multiply, divide, negate, not, and, or
  case equal, unequal, less, atMost, more, atLeast
  case choose
  /// Infinities become undefined.
  case finite
  /// dst op= a; the destination was filled with the reduction's neutral value.
  case accumulate(Reduction)
  case fill(Double)
  /// The fragment's function of that number, of cells gathered from several operands. Operands behind the third
  /// stand in `loops`, behind the instruction's own.
  case call(Int, further: Int)
  case runningProduct(count: Int, stride: Int, from: Int)
  case ahead(count: Int, stride: Int)
  /// The instructions after this one, up to `end`, compute the test at `result` for the candidates at `candidate`.
  case least(candidate: Int, result: Int, count: Int, end: Int)
}

/// A step of a fragment. It holds numbers only, so that running it costs no counting of references.
struct Instruction {
  var operation: Operation
  var destination: Int
  var a = 0
  var b = 0
  var c = 0
  /// Where its loops stand in the fragment's `loops`, outermost first, five numbers each:
  /// count, stride of the destination, of a, of b, of c.
  var firstLoop = 0
  var loopCount = 0
}

/// The instructions of one formula.
struct Fragment {
  var instructions: [Instruction] = []
  var loops: [Int] = []
  /// What its calls call.
  var functions: [@Sendable (UnsafePointer<Double>) -> Double] = []
  /// What stands at the start of the work memory.
  var constants: [Double] = []
  /// How many numbers of work memory it needs, constants included.
  var workSize = 0
  /// Where the result stands.
  var result = Operand(offset: 0, strides: [], axes: [])
}

/// Turns a checked formula into a fragment.
struct Compiler {
  /// How many labels each axis has, analysis axes included.
  let sizes: [Int]
  /// Where each quantity's grid stands, over which axes.
  let slots: [Operand]
  /// Where the flag stands that says whether a quantity is given.
  let given: Int
  private var fragment = Fragment()
  private var bound: Operand?

  init(sizes: [Int], slots: [Operand], given: Int) {
    self.sizes = sizes
    self.slots = slots
    self.given = given
  }

  /// A formula compiled to stand by itself.
  static func compile(_ checked: Checked, sizes: [Int], slots: [Operand], given: Int) -> Fragment {
    var compiler = Compiler(sizes: sizes, slots: slots, given: given)
    compiler.reserveConstants(checked)
    compiler.fragment.result = compiler.compile(checked)
    return compiler.fragment
  }

  mutating func fragment(_ checked: Checked, into slot: Operand) -> Fragment {
    reserveConstants(checked)
    let result = compile(checked)
    emit(.finite, slot, result)
    fragment.result = slot
    return fragment
  }

  // MARK: Memory

  /// Constants stand first in the work memory, so that starting a fragment is one copy.
  private mutating func reserveConstants(_ checked: Checked) {
    switch checked.node {
    case .constant(let value): constant(value)
    case .undefined: constant(.nan)
    case .index(let place): for index in 0..<sizes[place] { fragment.constants.append(Double(index)) }
    default: for part in checked.parts { reserveConstants(part) }
    }
    fragment.workSize = fragment.constants.count
  }

  private mutating func constant(_ value: Double) {
    if !fragment.constants.contains(where: { $0.bitPattern == value.bitPattern }) { fragment.constants.append(value) }
  }

  private var still: [Int] { [Int](repeating: 0, count: sizes.count) }

  private func dense(_ axes: AxisSet) -> (strides: [Int], count: Int) {
    var strides = still
    var count = 1
    for place in axes.places.reversed() {
      strides[place] = count
      count *= sizes[place]
    }
    return (strides, count)
  }

  private mutating func allocate(_ axes: AxisSet) -> Operand {
    let (strides, count) = dense(axes)
    let operand = Operand(offset: ~fragment.workSize, strides: strides, axes: axes)
    fragment.workSize += count
    return operand
  }

  // MARK: Instructions

  private mutating func emit(
    _ operation: Operation, _ destination: Operand, _ a: Operand? = nil, _ b: Operand? = nil, _ c: Operand? = nil,
    over axes: AxisSet? = nil, dropping: AxisSet = []
  ) {
    var instruction = Instruction(operation: operation, destination: destination.offset)
    instruction.a = a?.offset ?? 0
    instruction.b = b?.offset ?? 0
    instruction.c = c?.offset ?? 0
    instruction.firstLoop = fragment.loops.count
    let all = (axes ?? destination.axes).subtracting(dropping)
    var nest: [[Int]] = []
    for place in all.places where sizes[place] != 1 {
      let loop = [
        sizes[place], destination.strides[place], a?.strides[place] ?? 0, b?.strides[place] ?? 0, c?.strides[place] ?? 0
      ]
      // An outer loop whose every step is a whole run of the inner one is the same loop, longer.
      if let outer = nest.last, (1...4).allSatisfy({ outer[$0] == loop[$0] * loop[0] }) {
        nest[nest.count - 1] = [outer[0] * loop[0]] + loop[1...]
      } else {
        nest.append(loop)
      }
    }
    if nest.isEmpty { nest = [[1, 0, 0, 0, 0]] }
    for loop in nest { fragment.loops += loop }
    instruction.loopCount = nest.count
    fragment.instructions.append(instruction)
  }

  private mutating func compile(_ checked: Checked) -> Operand {
    switch checked.node {
    case .constant(let value): return place(of: value)
    case .undefined: return place(of: .nan)
    case .index(let axis):
      var strides = still
      strides[axis] = 1
      var at = 0
      // The run 0, 1, 2 … that reserveConstants laid down.
      let wanted = (0..<sizes[axis]).map(Double.init)
      while at + wanted.count <= fragment.constants.count,
        !fragment.constants[at..<at + wanted.count].elementsEqual(wanted)
      {
        at += 1
      }
      return Operand(offset: ~at, strides: strides, axes: AxisSet(place: axis))
    case .bound: return bound ?? place(of: .nan)
    case .quantity(let quantity, let selections):
      var operand = slots[quantity]
      for selection in selections {
        operand.offset += operand.strides[selection.place] * selection.index
        operand.strides[selection.place] = 0
        operand.axes.remove(AxisSet(place: selection.place))
      }
      return operand
    case .given(let quantity): return Operand(offset: given + quantity, strides: still, axes: [])
    case .negate(let x): return unary(.negate, x)
    case .not(let x): return unary(.not, x)
    case .binary(let op, let x, let y):
      let a = compile(x)
      let b = compile(y)
      let result = allocate(a.axes.union(b.axes))
      emit(Compiler.operation(op), result, a, b)
      return result
    case .choose(let test, let yes, let no):
      let a = compile(test)
      let b = compile(yes)
      let c = compile(no)
      let result = allocate(a.axes.union(b.axes).union(c.axes))
      emit(.choose, result, a, b, c)
      return result
    case .reduce(let reduction, let x, let over, let condition): return reduce(reduction, x, over, condition)
    case .runningProduct(let x, let along):
      let a = compile(x)
      let result = allocate(a.axes.union(AxisSet(place: along)))
      emit(
        .runningProduct(count: sizes[along], stride: result.strides[along], from: a.strides[along]), result, a,
        dropping: AxisSet(place: along))
      return result
    case .ahead(let x, let lag, let later, let along): return ahead(x, lag, later, along)
    case .cells(let compute, let arguments, _): return call(compute, arguments)
    case .least(let test): return least(test, checked.axes)
    }
  }

  private func place(of value: Double) -> Operand {
    let at = fragment.constants.firstIndex { $0.bitPattern == value.bitPattern } ?? 0
    return Operand(offset: ~at, strides: still, axes: [])
  }

  private mutating func unary(_ operation: Operation, _ x: Checked) -> Operand {
    let a = compile(x)
    let result = allocate(a.axes)
    emit(operation, result, a)
    return result
  }

  private mutating func reduce(_ reduction: Reduction, _ x: Checked, _ over: AxisSet, _ condition: Checked?) -> Operand
  {
    // Over an axis without labels there is nothing to reduce: undefined (model.md).
    if over.places.contains(where: { sizes[$0] == 0 }) {
      let result = allocate(x.axes.subtracting(over))
      emit(.fill(.nan), result)
      return result
    }
    var a = compile(x)
    var weight: Operand?
    let neutral: Double =
      switch reduction {
      case .sum, .mean: 0
      case .product: 1
      case .least: .infinity
      case .most: -.infinity
      }
    if let condition {
      let test = compile(condition)
      let value = allocate(a.axes.union(test.axes))
      let filler = allocate([])
      emit(.fill(neutral), filler)
      emit(.choose, value, test, a, filler)
      a = value
      weight = test
    }
    let all = a.axes.union(over)
    let result = allocate(all.subtracting(over))
    emit(.fill(neutral), result)
    emit(.accumulate(reduction == .mean ? .sum : reduction), result, a, over: all)
    if reduction == .mean {
      let count = allocate(result.axes)
      if let weight {
        emit(.fill(0), count)
        emit(.accumulate(.sum), count, weight, over: all)
      } else {
        emit(.fill(over.places.reduce(1) { $0 * Double(sizes[$1]) }), count)
      }
      let mean = allocate(result.axes)
      emit(.divide, mean, result, count)
      return mean
    }
    if condition != nil, reduction == .least || reduction == .most { emit(.finite, result, result) }
    return result
  }

  private mutating func ahead(_ x: Checked, _ lag: Checked, _ later: Checked, _ along: Int) -> Operand {
    let month = AxisSet(place: along)
    let a = compile(x)
    let b = compile(lag)
    let c = compile(later)
    let result = allocate(a.axes.union(b.axes).union(c.axes).union(month))
    // The loop runs over everything but the months; the kernel walks them. `a` may lack no month stride: a value
    // that is the same in every month has stride 0, which the kernel takes from the call's first number.
    emit(.ahead(count: sizes[along], stride: result.strides[along]), result, a, b, c, dropping: month)
    fragment.loops += [sizes[along], result.strides[along], a.strides[along], b.strides[along], c.strides[along]]
    return result
  }

  private mutating func call(
    _ compute: @escaping @Sendable (UnsafePointer<Double>) -> Double, _ arguments: [Checked]
  ) -> Operand {
    var operands: [Operand] = []
    var axes: AxisSet = []
    for argument in arguments {
      operands.append(compile(argument))
      axes.formUnion(operands[operands.count - 1].axes)
    }
    let result = allocate(axes)
    // Up to three operands ride in the instruction's own loops; further ones are made as dense as the result first.
    var further: [Int] = []
    for operand in operands.dropFirst(3) {
      let copy = allocate(axes)
      emit(.move, copy, operand)
      further.append(copy.offset)
    }
    fragment.functions.append(compute)
    emit(
      .call(fragment.functions.count - 1, further: further.count), result, operands.first,
      operands.count > 1 ? operands[1] : nil, operands.count > 2 ? operands[2] : nil)
    fragment.loops += further
    return result
  }

  private mutating func least(_ test: Checked, _ axes: AxisSet) -> Operand {
    // The analysis axes that the test has are not known before it is compiled: compile it once to learn them.
    var probe = self
    probe.bound = probe.allocate(axes)
    let all = probe.compile(test).axes.union(axes)
    let candidate = allocate(all)
    let result = allocate(all)
    let outcome = allocate(all)
    let before = bound
    bound = candidate
    let at = fragment.instructions.count
    emit(.move, outcome, candidate)
    let tested = compile(test)
    emit(.move, outcome, tested)
    bound = before
    let (_, count) = dense(all)
    fragment.instructions[at] = Instruction(
      operation: .least(
        candidate: candidate.offset, result: outcome.offset, count: count, end: fragment.instructions.count),
      destination: result.offset)
    return result
  }

  private static func operation(_ op: Syntax.Operator) -> Operation {
    switch op {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .equal: .equal
    case .unequal: .unequal
    case .less: .less
    case .atMost: .atMost
    case .more: .more
    case .atLeast: .atLeast
    case .and: .and
    case .or: .or
    }
  }
}
