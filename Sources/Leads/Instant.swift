// Moments. An export writes local times, times in UTC or milliseconds; all become seconds since 1970-01-01T00:00Z, in
// which differences are true elapsed time whatever the clocks did in between.

/// A moment, to the second.
public struct Instant: Hashable, Comparable, Sendable {
  /// Seconds since 1970-01-01T00:00Z.
  public var seconds: Int

  public init(seconds: Int) { self.seconds = seconds }

  public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }

  /// The days that exports are read for: from 1990 on and before 2060. Anything else is a slip of the pen.
  package static let plausible = 7305..<32_872
}
