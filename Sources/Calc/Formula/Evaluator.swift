// Runs the instructions of a fragment. Undefined is NaN and spreads by itself; a division by zero and whatever else
// leaves the finite numbers becomes undefined on the spot. Comparisons have the model's tolerance, and an undefined
// side makes them undefined.

/// Executes fragments over slots and work memory.
struct Evaluator {
  let slots: UnsafeMutablePointer<Double>
  let work: UnsafeMutablePointer<Double>

  /// How far `least` looks.
  static let largestWhole = 1_048_576.0

  func run(_ fragment: borrowing Fragment) {
    fragment.instructions.withUnsafeBufferPointer { instructions in
      fragment.loops.withUnsafeBufferPointer { loops in
        fragment.functions.withUnsafeBufferPointer { functions in
          run(instructions, loops, functions, 0, instructions.count)
        }
      }
    }
  }

  @inline(__always)
  private func pointer(_ offset: Int) -> UnsafeMutablePointer<Double> {
    offset >= 0 ? slots + offset : work + ~offset
  }

  private func run(
    _ instructions: UnsafeBufferPointer<Instruction>, _ loops: UnsafeBufferPointer<Int>,
    _ functions: UnsafeBufferPointer<@Sendable (UnsafePointer<Double>) -> Double>, _ from: Int, _ to: Int
  ) {
    var at = from
    while at < to {
      let instruction = instructions[at]
      let nest = UnsafeBufferPointer(rebasing: loops[instruction.firstLoop...])
      switch instruction.operation {
      case .move: unary(instruction, nest) { $0 }
      case .negate: unary(instruction, nest) { -$0 }
      case .not: unary(instruction, nest) { 1 - $0 }
      case .finite: unary(instruction, nest) { $0 + $0 * 0 }
      case .fill(let value): unary(instruction, nest) { _ in value }
      case .add: binary(instruction, nest) { $0 + $1 }
      case .subtract: binary(instruction, nest) { $0 - $1 }
      case .multiply: binary(instruction, nest) { $0 * $1 }
      case .divide:
        binary(instruction, nest) {
          let quotient = $0 / $1
          return quotient + quotient * 0
        }
      case .and: binary(instruction, nest) { $0 == 0 || $1 == 0 ? 0 : $0 * $1 }
      case .or: binary(instruction, nest) { $0 == 1 || $1 == 1 ? 1 : $0 + $1 }
      case .equal: binary(instruction, nest) { compare($0, $1) { abs($0) <= $1 } }
      case .unequal: binary(instruction, nest) { compare($0, $1) { abs($0) > $1 } }
      case .atMost: binary(instruction, nest) { compare($0, $1) { $0 <= $1 } }
      case .atLeast: binary(instruction, nest) { compare($0, $1) { $0 >= -$1 } }
      case .less: binary(instruction, nest) { compare($0, $1) { $0 < -$1 } }
      case .more: binary(instruction, nest) { compare($0, $1) { $0 > $1 } }
      case .choose: choose(instruction, nest)
      case .accumulate(let reduction):
        switch reduction {
        case .sum, .mean: accumulate(instruction, nest) { $0 + $1 }
        case .product: accumulate(instruction, nest) { $0 * $1 }
        case .least: accumulate(instruction, nest) { $0.isNaN || $0 < $1 ? $0 : $1 }
        case .most: accumulate(instruction, nest) { $0.isNaN || $0 > $1 ? $0 : $1 }
        }
      case .call(let function, let further):
        let rest = nest[(instruction.loopCount * 5)...].prefix(further)
        call(instruction, nest, functions[function], UnsafeBufferPointer(rebasing: rest))
      case .runningProduct(let count, let stride, let from):
        each(instruction, nest) { d, a, _, _ in
          var product = 1.0
          for step in 0..<count {
            product *= a[step * from]
            d[step * stride] = product
          }
        }
      case .ahead(let count, let stride):
        ahead(instruction, nest, count, stride)
      case .least(let candidate, let result, let count, let end):
        least(
          destination: pointer(instruction.destination), candidate: pointer(candidate), outcome: pointer(result), count
        ) { run(instructions, loops, functions, at + 1, end) }
        at = end - 1
      }
      at += 1
    }
  }

  // MARK: Loops

  /// Calls the body with the four pointers at every step of the whole nest.
  @inline(__always)
  private func each(
    _ i: Instruction, _ nest: UnsafeBufferPointer<Int>,
    _ body: (
      UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>,
      UnsafeMutablePointer<Double>
    ) -> Void
  ) {
    outer(i, nest, i.loopCount) { d, a, b, c in
      body(pointer(i.destination) + d, pointer(i.a) + a, pointer(i.b) + b, pointer(i.c) + c)
    }
  }

  /// Walks the first `depth` loops of a nest; the body gets the offsets.
  @inline(__always)
  private func outer(
    _ i: Instruction, _ nest: UnsafeBufferPointer<Int>, _ depth: Int, _ body: (Int, Int, Int, Int) -> Void
  ) {
    if depth == 0 { return body(0, 0, 0, 0) }
    if depth == 1 {
      let (count, sd, sa, sb, sc) = (nest[0], nest[1], nest[2], nest[3], nest[4])
      for step in 0..<max(0, count) { body(step * sd, step * sa, step * sb, step * sc) }
      return
    }
    walk(nest, depth, body)
  }

  private func walk(_ nest: UnsafeBufferPointer<Int>, _ depth: Int, _ body: (Int, Int, Int, Int) -> Void) {
    for loop in 0..<depth where nest[loop * 5] <= 0 { return }
    withUnsafeTemporaryAllocation(of: Int.self, capacity: depth) { counter in
      counter.initialize(repeating: 0)
      var (d, a, b, c) = (0, 0, 0, 0)
      while true {
        body(d, a, b, c)
        var loop = depth - 1
        while loop >= 0 {
          let base = loop * 5
          counter[loop] += 1
          d += nest[base + 1]
          a += nest[base + 2]
          b += nest[base + 3]
          c += nest[base + 4]
          if counter[loop] < nest[base] { break }
          d -= nest[base + 1] * nest[base]
          a -= nest[base + 2] * nest[base]
          b -= nest[base + 3] * nest[base]
          c -= nest[base + 4] * nest[base]
          counter[loop] = 0
          loop -= 1
        }
        if loop < 0 { return }
      }
    }
  }

  @inline(__always)
  private func unary(_ i: Instruction, _ nest: UnsafeBufferPointer<Int>, _ op: (Double) -> Double) {
    let inner = (i.loopCount - 1) * 5
    let (count, sd, sa) = (nest[inner], nest[inner + 1], nest[inner + 2])
    let (baseD, baseA) = (pointer(i.destination), pointer(i.a))
    outer(i, nest, i.loopCount - 1) { d, a, _, _ in
      let (pd, pa) = (baseD + d, baseA + a)
      if sd == 1, sa == 1 {
        for step in 0..<max(0, count) { pd[step] = op(pa[step]) }
      } else {
        for step in 0..<max(0, count) { pd[step * sd] = op(pa[step * sa]) }
      }
    }
  }

  @inline(__always)
  private func binary(_ i: Instruction, _ nest: UnsafeBufferPointer<Int>, _ op: (Double, Double) -> Double) {
    let inner = (i.loopCount - 1) * 5
    let (count, sd, sa, sb) = (max(0, nest[inner]), nest[inner + 1], nest[inner + 2], nest[inner + 3])
    let (baseD, baseA, baseB) = (pointer(i.destination), pointer(i.a), pointer(i.b))
    outer(i, nest, i.loopCount - 1) { d, a, b, _ in
      let (pd, pa, pb) = (baseD + d, baseA + a, baseB + b)
      if sd == 1, sa == 1, sb == 1 {
        for step in 0..<count { pd[step] = op(pa[step], pb[step]) }
      } else if sd == 1, sa == 1, sb == 0 {
        let y = pb[0]
        for step in 0..<count { pd[step] = op(pa[step], y) }
      } else if sd == 1, sa == 0, sb == 1 {
        let x = pa[0]
        for step in 0..<count { pd[step] = op(x, pb[step]) }
      } else {
        for step in 0..<count { pd[step * sd] = op(pa[step * sa], pb[step * sb]) }
      }
    }
  }

  @inline(__always)
  private func accumulate(_ i: Instruction, _ nest: UnsafeBufferPointer<Int>, _ op: (Double, Double) -> Double) {
    let inner = (i.loopCount - 1) * 5
    let (count, sd, sa) = (max(0, nest[inner]), nest[inner + 1], nest[inner + 2])
    let (baseD, baseA) = (pointer(i.destination), pointer(i.a))
    outer(i, nest, i.loopCount - 1) { d, a, _, _ in
      let (pd, pa) = (baseD + d, baseA + a)
      if sd == 0 {
        var value = pd[0]
        for step in 0..<count { value = op(value, pa[step * sa]) }
        pd[0] = value
      } else if sd == 1, sa == 1 {
        for step in 0..<count { pd[step] = op(pd[step], pa[step]) }
      } else {
        for step in 0..<count { pd[step * sd] = op(pd[step * sd], pa[step * sa]) }
      }
    }
  }

  private func choose(_ i: Instruction, _ nest: UnsafeBufferPointer<Int>) {
    let inner = (i.loopCount - 1) * 5
    let (count, sd, sa, sb, sc) = (
      max(0, nest[inner]), nest[inner + 1], nest[inner + 2], nest[inner + 3], nest[inner + 4]
    )
    let (baseD, baseA, baseB, baseC) = (pointer(i.destination), pointer(i.a), pointer(i.b), pointer(i.c))
    outer(i, nest, i.loopCount - 1) { d, a, b, c in
      let (pd, pa, pb, pc) = (baseD + d, baseA + a, baseB + b, baseC + c)
      for step in 0..<count {
        let test = pa[step * sa]
        let (yes, no) = (pb[step * sb], pc[step * sc])
        pd[step * sd] = test.isNaN ? test : test != 0 ? yes : no
      }
    }
  }

  private func call(
    _ i: Instruction, _ nest: UnsafeBufferPointer<Int>, _ compute: (UnsafePointer<Double>) -> Double,
    _ further: UnsafeBufferPointer<Int>
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 3 + further.count) { arguments in
      arguments.initialize(repeating: 0)
      guard let first = arguments.baseAddress else { return }
      let base = pointer(i.destination)
      each(i, nest) { d, a, b, c in
        arguments[0] = a.pointee
        arguments[1] = b.pointee
        arguments[2] = c.pointee
        let cell = d - base
        for place in 0..<further.count { arguments[3 + place] = pointer(further[place])[cell] }
        let value = compute(first)
        d.pointee = value + value * 0
      }
    }
  }

  // MARK: Kernels

  /// A comparison of a with b: the test gets a − b and the tolerance 10⁻⁹ · max(|a|, |b|) (model.md).
  @inline(__always)
  private func compare(_ a: Double, _ b: Double, _ test: (Double, Double) -> Bool) -> Double {
    let difference = a - b
    if difference.isNaN { return .nan }
    return test(difference, 1e-9 * max(abs(a), abs(b))) ? 1 : 0
  }

  /// What is due `lag` months after a month: x between two months, `later` past the last one (model.md, Moved ahead).
  private func ahead(_ i: Instruction, _ nest: UnsafeBufferPointer<Int>, _ count: Int, _ stride: Int) {
    let months = i.loopCount * 5
    let (ofX, ofLag, ofLater) = (nest[months + 2], nest[months + 3], nest[months + 4])
    let inner = months - 5
    let (run, sd, sx) = (max(0, nest[inner]), nest[inner + 1], nest[inner + 2])
    let (sLag, sLater) = (nest[inner + 3], nest[inner + 4])
    let (baseD, baseX, baseLag, baseLater) = (pointer(i.destination), pointer(i.a), pointer(i.b), pointer(i.c))
    outer(i, nest, i.loopCount - 1) { d, x, lag, later in
      let (pd, px, pLag, pLater) = (baseD + d, baseX + x, baseLag + lag, baseLater + later)
      for month in 0..<count {
        /// Where the value of a month stands, and how far it is to the next of the run.
        func value(_ at: Int) -> (UnsafeMutablePointer<Double>, Int) {
          at < count ? (px + at * ofX, sx) : (pLater + month * ofLater, sLater)
        }
        // With one lag for the run, its values lie between the same two months.
        for start in Swift.stride(from: 0, to: run, by: sLag == 0 ? max(1, run) : 1) {
          let lag = pLag[month * ofLag + start * sLag]
          let (to, length) = (pd + month * stride + start * sd, sLag == 0 ? run : 1)
          guard lag >= 0, lag < 100_000 else {
            for step in 0..<length { to[step * sd] = .nan }
            continue
          }
          let whole = lag.rounded(.down)
          let part = lag - whole
          let (near, sNear) = value(month + Int(whole))
          let (next, sNext) = value(month + Int(whole) + 1)
          mix(to, sd, near + start * sNear, sNear, next + start * sNext, sNext, part, length)
        }
      }
    }
  }

  /// (1 − part) of one and part of the other.
  @inline(__always)
  private func mix(
    _ to: UnsafeMutablePointer<Double>, _ sd: Int, _ near: UnsafeMutablePointer<Double>, _ sNear: Int,
    _ next: UnsafeMutablePointer<Double>, _ sNext: Int, _ part: Double, _ count: Int
  ) {
    if part == 0 {
      for step in 0..<count { to[step * sd] = near[step * sNear] }
    } else if sd == 1, sNear == 1, sNext == 1 {
      for step in 0..<count { to[step] = (1 - part) * near[step] + part * next[step] }
    } else {
      for step in 0..<count { to[step * sd] = (1 - part) * near[step * sNear] + part * next[step * sNext] }
    }
  }

  /// The smallest whole number for which a test holds, for every cell at once: doubling, then halving.
  private func least(
    destination: UnsafeMutablePointer<Double>, candidate: UnsafeMutablePointer<Double>,
    outcome: UnsafeMutablePointer<Double>, _ count: Int, _ test: () -> Void
  ) {
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(1, 2 * count)) { bounds in
      // low: fails there (or −1, never tried); high: holds there, infinite while nothing has held.
      let low = bounds.baseAddress, high = bounds.baseAddress.map { $0 + count }
      guard let low, let high else { return }
      for cell in 0..<count {
        low[cell] = -1
        high[cell] = .infinity
        candidate[cell] = 0
      }
      for _ in 0..<64 {
        test()
        var open = false
        for cell in 0..<count where high[cell] - low[cell] > 1 {
          if outcome[cell] == 1 { high[cell] = candidate[cell] } else { low[cell] = candidate[cell] }
          if high[cell] == .infinity {
            if low[cell] >= Evaluator.largestWhole {
              high[cell] = low[cell]
            } else {
              candidate[cell] = max(1, low[cell] * 2)
              open = true
            }
          } else if high[cell] - low[cell] > 1 {
            candidate[cell] = ((low[cell] + high[cell]) / 2).rounded(.down)
            open = true
          }
        }
        if !open { break }
      }
      for cell in 0..<count { destination[cell] = high[cell] > low[cell] ? high[cell] : .nan }
    }
  }
}
