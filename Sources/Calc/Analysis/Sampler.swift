// Draws in bulk: one uniform number, one draw, some nanoseconds, for every distribution alike.
//
// The quantile function is tabled as cubic pieces (Hermite: exact values and slopes at both ends). Let t be the
// distance of the uniform number from the nearer of 0 and 1. Each octave of t, ¼…½, ⅛…¼, down to 2^−17, has 64 pieces
// on either side, so a tail is as finely cut as the middle; the piece is read off t's bits:
//
//     t = 0 | exponent | 6 bits | the rest        piece = exponent and 6 bits
//
// Further out (1 draw in 65,000) the quantile itself is calculated.

/// Turns uniform numbers into draws of a distribution. A draw is within 1e-8 of the quantile, relative (1e-7 where a
/// range's ends are further than 1000-fold apart, up to a million-fold; of a normal: in standard deviations).
package struct Sampler: Sendable {
  package let distribution: Distribution
  /// value + d (slope + d (bend + d twist)), d from the start of the piece; lower side, then upper.
  private let pieces: [SIMD4<Double>]

  private static let octaves = 16
  private static let bitsPerOctave: UInt64 = 6
  private static let shift = 52 - bitsPerOctave
  private static let side = octaves << bitsPerOctave
  private static let firstKey = (0x1p-17).bitPattern >> shift

  /// Tables the quantile function: half a millisecond, some milliseconds for counts.
  package init(_ distribution: Distribution) {
    self.distribution = distribution
    guard !distribution.isCertain else {
      pieces = []
      return
    }
    var pieces: [SIMD4<Double>] = []
    pieces.reserveCapacity(2 * Self.side)
    for upper in [false, true] {
      var from = Self.start(0)
      var point = distribution.point(tail: from, upper: upper)
      for piece in 1...Self.side {
        let to = Self.start(piece)
        let next = distribution.point(tail: to, upper: upper, near: point.value + point.slope * (to - from))
        let width = to - from
        let rise = (next.value - point.value) / width
        let bend = (3 * rise - 2 * point.slope - next.slope) / width
        let twist = (point.slope + next.slope - 2 * rise) / (width * width)
        pieces.append([point.value, point.slope, bend, twist])
        (from, point) = (to, next)
      }
    }
    self.pieces = pieces
  }

  /// Replaces uniform numbers strictly between 0 and 1 by draws within the bounds.
  package func transform(_ buffer: UnsafeMutableBufferPointer<Double>) {
    if case .certain(let value) = distribution.shape {
      buffer.update(repeating: distribution.held(value))
      return
    }
    pieces.withUnsafeBufferPointer { pieces in
      for i in buffer.indices {
        let u = buffer[i]
        let tail = min(u, 1 - u)
        let key = tail.bitPattern >> Self.shift
        let index = Int(truncatingIfNeeded: key &- Self.firstKey)
        var value = Double.nan
        if UInt(bitPattern: index) < UInt(Self.side) {
          // The sign of ½ − u picks the side without a branch, which would be mispredicted half of the time.
          let upper = Int(truncatingIfNeeded: (0.5 - u).bitPattern >> 63)
          let piece = pieces[index &+ upper &* Self.side]
          let d = tail - Double(bitPattern: key << Self.shift)
          value = piece[0] + d * (piece[1] + d * (piece[2] + d * piece[3]))
        }
        // Far out, or where a range is so wide that a piece is not finite.
        if value.isNaN { value = distribution.quantile(u) }
        buffer[i] = distribution.held(value)
      }
    }
  }

  /// Draws for a block of trials.
  /// - Parameter trial: the trial of the buffer's first element.
  package func fill(_ buffer: UnsafeMutableBufferPointer<Double>, from stream: TrialStream, at trial: Int) {
    stream.fillUniform(buffer, from: trial)
    transform(buffer)
  }

  /// Where a piece starts: its key without the bits that follow.
  private static func start(_ piece: Int) -> Double {
    Double(bitPattern: (firstKey + UInt64(piece)) << shift)
  }
}
