// "Did you mean": the known word nearest to a mistyped one.

/// The nearest of `known` to a word nobody knows.
public enum Suggestion {
  /// Known words near `word`, nearest first; at most `limit`, none that is further than a third of its letters.
  /// Case, `_`, `-` and blanks do not count. A known word that begins with `word` counts as near.
  public static func nearest(to word: String, among known: some Sequence<String>, limit: Int = 3) -> [String] {
    let wanted = fold(word)
    guard !wanted.isEmpty, wanted.count <= 64 else { return [] }
    var found: [(distance: Int, word: String)] = []
    for candidate in known {
      let folded = fold(candidate)
      let allowed = max(1, max(wanted.count, folded.count) / 3)
      if let distance = distance(wanted, folded, atMost: allowed) {
        found.append((distance * 2, candidate))
      } else if wanted.count >= 3, folded.starts(with: wanted) {
        found.append((2 * allowed + 1, candidate))
      }
    }
    found.sort { ($0.distance, $0.word) < ($1.distance, $1.word) }
    var seen: [String] = []
    for (_, word) in found where !seen.contains(word) && seen.count < limit { seen.append(word) }
    return seen
  }

  /// The nearest word alone, as a hint wants it.
  public static func best(for word: String, among known: some Sequence<String>) -> String? {
    nearest(to: word, among: known, limit: 1).first
  }

  private static func fold(_ word: String) -> [UInt8] {
    word.lowercased().utf8.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }
  }

  /// Edits (insert, delete, replace, swap of neighbours) between two words, nil above `limit`.
  private static func distance(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int? {
    guard abs(a.count - b.count) <= limit else { return nil }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 0..<a.count {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for j in 0..<b.count {
        var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, before[j - 1] + 1) }
        row.append(best)
      }
      before = last
      last = row
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
