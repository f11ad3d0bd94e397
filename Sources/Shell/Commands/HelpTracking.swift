// `help tracking`: how an agreement says what the columns of its exports are, on one screen.

import Calc
import Documents
import Leads
import SLA

/// The page on the agreement's `tracking:`.
enum TrackingHelp {
  static let name = "tracking"

  /// What can be put into an agreement's file as it stands.
  static let examples = [
    """
    tracking:
      columns: {created_at: First contact, customer: "Won = yes", revenue: Amount}
      dates: d/m/y
      time_zone: Europe/Madrid
    """,
    """
    tracking:
      columns: {created_at: Created, connected: "Outcome contains reached|talked"}
      tiers: {CEO: "Job title contains chief|ceo", Manager: Job title is filled}
    """
  ]

  private static let fields = LeadField.allCases.map(\.rawValue)

  /// Whether a word, `_` between its parts, is one of the mapping's.
  static func tells(_ word: String) -> Bool {
    let all = LeadMapping.keys + fields
    return all.contains(word) || all.contains(word + "s") || all.contains { $0.filter { $0 != "_" } == word }
  }

  static func reply() -> Reply {
    var reply = Reply()
    reply.say(Styled("How an export is read whose layout Pacto does not know, in the agreement's file:" as Phrase))
    var table = Table([.left, .left], fixed: 2)
    func row(_ key: String, _ does: Phrase) { table.add([Styled(key, .code), Styled(does)], indent: 1) }
    row(
      "columns",
      "FIELD: HEADER; yes or no by a test: \"HEADER = word|word\", \"HEADER contains word|word\", HEADER is filled")
    row("", "fields: \(fields.joined(separator: ", ")); created_at must be there")
    row("dates", "\(DateOrder.allCases.map(\.rawValue).joined(separator: ", ")), where the file leaves it open")
    row("decimals", "point or comma, likewise")
    row("currency", "of amounts to count as they stand, if not the agreement's: USD")
    row("time_zone", "of times without one of their own, and of months and days; UTC unless said")
    row("tiers", "TIER: HEADER or a test; the first that fits counts")
    reply.show(table)
    for example in examples {
      reply.gap()
      for line in example.split(separator: "\n") { reply.say(Styled("  \(line)", .code)) }
    }
    reply.gap()
    reply.say(Styled("Next: ", .quiet) + Styled("help track", .code))
    return reply
  }
}
