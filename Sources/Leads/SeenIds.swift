// Whether an id stands in two rows. Exports mostly come sorted, and ids that only ever grow (or only ever shrink) from
// row to row prove themselves, without memory. Where they do not, the rows are gone through again and ids noted, by a
// 64-bit hash, as long as the file is small; those of a large file that is not sorted are not compared, and that is said.

import Glibc

/// The ids of the rows that one thread has used.
struct SeenIds: Sendable {
  /// A stretch of rows in their order.
  private struct Stretch: Sendable {
    var start: Int
    var first: [UInt8] = []
    var last: [UInt8] = []
    var grows = true
    var shrinks = true
  }

  private let start: Int
  private let pieceSize: Int
  private let areNoted: Bool
  private let wantOrder: Bool
  /// The stretches that are gone through, and the one under way with where it ends.
  private var stretches: [Stretch] = []
  private var stretch = Stretch(start: 0)
  private var end = Int.min
  private var noted: [(hash: UInt64, place: Int)] = []

  /// - Parameters:
  ///   - start: where rows begin.
  ///   - pieceSize: within each stretch of so many places rows come in their order.
  ///   - areNoted: those that come in no order are compared.
  ///   - wantOrder: where there is none, all is in vain.
  init(start: Int, pieceSize: Int, areNoted: Bool, wantOrder: Bool = false) {
    (self.start, self.pieceSize, self.areNoted, self.wantOrder) = (start, pieceSize, areNoted, wantOrder)
  }

  /// An order is wanted and there is none.
  var isInVain: Bool { wantOrder && areMixed }

  private var areMixed: Bool { !stretch.grows && !stretch.shrinks }

  @inline(__always)
  mutating func add(_ id: Cell, at place: Int) {
    guard id.count > 0 else { return }
    if areNoted { noted.append((Self.hash(id), place)) }
    if place < end, place >= stretch.start {
      if areMixed { return }
      let order = Self.order(stretch.last, id)
      if order >= 0 { stretch.grows = false }
      if order <= 0 { stretch.shrinks = false }
    } else {
      begin(id, at: place)
    }
    if stretch.last.count == id.count {
      stretch.last.withUnsafeMutableBytes { $0.baseAddress?.copyMemory(from: id.start, byteCount: id.count) }
    } else {
      stretch.last = Array(id.bytes)
    }
  }

  private mutating func begin(_ id: Cell, at place: Int) {
    if end != .min { stretches.append(stretch) }
    let from = start + (place - start) / pieceSize * pieceSize
    stretch = Stretch(start: from, first: Array(id.bytes))
    end = from.addingReportingOverflow(pieceSize).overflow ? .max : from + pieceSize
  }

  /// What the threads have seen together.
  enum Verdict {
    case unique
    /// The rows whose id stood in an earlier one.
    case repeated(Set<Int>)
    case notCompared
  }

  static func verdict(_ all: [SeenIds]) -> Verdict {
    let stretches = all.flatMap { $0.end == .min ? [] : $0.stretches + [$0.stretch] }.sorted { $0.start < $1.start }
    let joints = zip(stretches, stretches.dropFirst())
    let grows = stretches.allSatisfy(\.grows) && joints.allSatisfy { order($0.last, $1.first) < 0 }
    let shrinks = stretches.allSatisfy(\.shrinks) && joints.allSatisfy { order($0.last, $1.first) > 0 }
    if grows || shrinks { return .unique }
    guard all.allSatisfy(\.areNoted) else { return .notCompared }
    return repeated(all.flatMap(\.noted))
  }

  /// The places of ids that stood at an earlier one.
  private static func repeated(_ noted: [(hash: UInt64, place: Int)]) -> Verdict {
    let mask = (noted.count * 2).nextPowerOfTwo - 1
    var slots = [UInt64](repeating: 0, count: mask + 1)
    var twice: Set<UInt64> = []
    for (hash, _) in noted {
      var slot = Int(truncatingIfNeeded: hash >> 20) & mask
      while slots[slot] != 0, slots[slot] != hash { slot = (slot + 1) & mask }
      if slots[slot] == hash { twice.insert(hash) } else { slots[slot] = hash }
    }
    if twice.isEmpty { return .unique }
    var firsts: [UInt64: Int] = [:]
    let suspects = noted.filter { twice.contains($0.hash) }
    for (hash, place) in suspects { firsts[hash] = min(place, firsts[hash] ?? .max) }
    return .repeated(Set(suspects.filter { firsts[$0.hash] != $0.place }.map(\.place)))
  }

  /// Below 0 where the first id comes first: by length, then by bytes.
  @inline(__always)
  private static func order(_ a: [UInt8], _ b: Cell) -> Int {
    if a.count != b.count { return a.count - b.count }
    return a.withUnsafeBytes { a in a.baseAddress.map { Int(memcmp($0, b.start, b.count)) } ?? 0 }
  }

  private static func order(_ a: [UInt8], _ b: [UInt8]) -> Int {
    b.withUnsafeBufferPointer { b in b.baseAddress.map { order(a, Cell($0, b.count)) } ?? a.count }
  }

  /// Never 0. (Words of eight bytes, multiplied and folded as in wyhash.)
  private static func hash(_ id: Cell) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: id.count) &* 0x9E37_79B9_7F4A_7C15
    var at = 0
    while at < id.count {
      var word: UInt64 = 0
      for byte in at..<min(at + 8, id.count) { word = word << 8 | UInt64(id[byte]) }
      let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
      hash = product.high ^ product.low &+ 0xA076_1D64_78BD_642F
      at += 8
    }
    return hash | 1
  }
}

extension Int {
  fileprivate var nextPowerOfTwo: Int { self <= 1 ? 1 : 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
