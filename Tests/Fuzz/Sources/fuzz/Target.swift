// Who is fed. A target takes any bytes and must come back: no trap, no hanging, within libFuzzer's limits of time and
// memory. What else must hold is a law of the target's; a broken one ends the process, so that libFuzzer keeps the input.

import Calc
import Documents

/// A reader that takes any bytes.
struct Target: Sendable {
  let name: String
  let feed: @Sendable ([UInt8]) -> Void

  static let all = [agreement, value, formula, line, keys, export]
}

/// Ends the process unless the law holds.
func law(_ holds: Bool, _ name: @autoclosure () -> String) {
  if !holds { fatalError("the law is broken: \(name())") }
}

/// What is about to be shown holds nothing that a terminal would carry out.
func lawOfHarmlessness(_ shown: String) {
  let live = shown.unicodeScalars.first { Safe.isHidden($0) && $0 != "\n" }
  law(live == nil, "nothing hidden is shown, but here stands \(live.map { String($0.value, radix: 16) } ?? "")")
}
