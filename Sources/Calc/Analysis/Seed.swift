// Random numbers that belong to a trial, not to a moment: trial t of a driver's stream is a pure function
//
//     mix(key + (t + 1) · γ)        key = from the seed and the driver, γ = 2^64 ÷ golden ratio, odd
//
// so any thread may compute any block, in any order and of any size, and a driver that is added changes no other's
// draws. The function is SplitMix64 read at a position (G. Steele, D. Lea, C. Flood, Fast Splittable Pseudorandom
// Number Generators, OOPSLA 2014, with D. Stafford's mix 13); it passes BigCrush, has no multiplication that waits for
// the last number, and needs no state. All streams lie on one cycle of 2^64 at places picked by mixing twice: that any
// two of 100 streams of 10⁸ trials overlap has a chance of 1 in 10⁷.

/// Where all random numbers of a simulation come from.
package struct Seed: Sendable, Equatable {
  package let value: UInt64

  package init(_ value: UInt64) { self.value = value }

  /// The stream of a driver by its name ("close_rate[CEO]"): whatever other drivers there are.
  package func stream(_ name: some StringProtocol) -> TrialStream {
    // FNV-1a, 64 bits.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return stream(hash)
  }

  /// The stream of a number.
  package func stream(_ number: UInt64) -> TrialStream {
    TrialStream(key: mix(mix(value &+ golden) ^ mix(number &+ 0x6A09_E667_F3BC_C909)))
  }
}

/// Independent numbers, one for each trial.
package struct TrialStream: Sendable, Equatable {
  let key: UInt64

  /// 64 random bits of a trial, counted from 0.
  @inline(__always)
  package func bits(_ trial: Int) -> UInt64 {
    mix(key &+ (UInt64(truncatingIfNeeded: trial) &+ 1) &* golden)
  }

  /// A number evenly spread strictly between 0 and 1: (k + ½) ÷ 2^52.
  @inline(__always)
  package func uniform(_ trial: Int) -> Double { Self.fraction(bits(trial)) }

  /// Fills a buffer with the numbers of its trials, strictly between 0 and 1.
  /// - Parameter trial: the trial of the buffer's first element.
  package func fillUniform(_ buffer: UnsafeMutableBufferPointer<Double>, from trial: Int) {
    var state = key &+ UInt64(truncatingIfNeeded: trial) &* golden
    for i in buffer.indices {
      state &+= golden
      buffer[i] = Self.fraction(mix(state))
    }
  }

  /// A whole number from 0 to `bound` − 1 (0 where `bound` is below 2); the bias is below bound ÷ 2^64.
  package func whole(below bound: Int, _ trial: Int) -> Int {
    Int(bits(trial).multipliedFullWidth(by: UInt64(max(1, bound))).high)
  }

  /// The upper 52 bits as (k + ½) ÷ 2^52: as the bits of a number from 1 to 2, less 1 − 2^−53. Exact.
  @inline(__always)
  static func fraction(_ bits: UInt64) -> Double {
    Double(bitPattern: bits >> 12 | 0x3FF0_0000_0000_0000) - (1 - 0x1p-53)
  }
}

private let golden: UInt64 = 0x9E37_79B9_7F4A_7C15

@inline(__always)
private func mix(_ bits: UInt64) -> UInt64 {
  var z = bits
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}
