// Two small sums over bytes: one that notices every torn or flipped piece of a line, one that tells contents apart.
// Neither is any protection against somebody who means harm.

/// Sums over bytes.
public enum Checksum {
  /// CRC-32 as zlib and PNG have it (ISO 3309, polynomial 0xEDB88320): it notices every change of up to 32 bits in a row.
  public static func crc32(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = ~0 as UInt32
    table.withUnsafeBufferPointer { table in
      bytes.withUnsafeBufferPointer { bytes in
        var at = 0
        while at < bytes.count {
          sum = table[Int(UInt8(truncatingIfNeeded: sum) ^ bytes[at])] ^ (sum >> 8)
          at += 1
        }
      }
    }
    return ~sum
  }

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { sum, _ in sum & 1 == 0 ? sum >> 1 : (sum >> 1) ^ 0xEDB8_8320 }
  }

  /// FNV-1a of 64 bits, as sixteen hexadecimal digits.
  public static func digest(_ bytes: some Sequence<UInt8>) -> String {
    let sum = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return hexadecimal(sum, digits: 16)
  }

  static func hexadecimal(_ number: some BinaryInteger, digits: Int) -> String {
    let text = String(number, radix: 16)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
