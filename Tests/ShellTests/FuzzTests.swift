// Random lines from the shell's own words, and random damage to the example's file: nothing traps, nothing hangs, and
// a line that fails changes nothing. PACTO_FUZZ=5 runs five times as many (20,000 lines, 2,000 files).

import Calc
import Glibc
import SLA
import Testing

@testable import Shell

@Suite struct FuzzTests {
  /// How many times the usual rounds are run.
  static let factor = getenv("PACTO_FUZZ").flatMap { Int(String(cString: $0)) } ?? 1
  /// Beyond this a line counts as hanging; it is far above what the slowest takes on a busy machine.
  private static let patience = 120.0

  // MARK: Lines

  private static let punctuation = [
    "(", ")", "[", "]", ",", ";", "=", "==", "+", "-", "*", "/", "<", "<=", ">", ">=", "!=", "%", "#", "\"", "{", "}",
    ".",
    "…", "×", "−", "“", "”", "|", "&", "$", "€", "'", "@", "!", "?", ":", "\\", "\t"
  ]
  private static let figures = [
    "0", "1", "2", "5", "8", "10", "100", "1,200", "1.200", "1_000", "2M", "20k", "1.2 million", "4%", "0.04", "150%",
    "+1pp", "-0.5pp", "+10%", "-100%", "*1.1", "*0", "+2", "-1", "5 of 100", "0 of 0", "3% to 5%", "2 to 2.4M",
    "90 min",
    "1h30", "2 days", "45 days", "3 weeks", "400k/month", "1.2M per quarter", "5M/year", "€2M", "2M USD", "1e9", "0xFF",
    "99999999999999999", "0.000000000001", "1.2.3", "2026-07", "2026-08", "2026-13", "2026-07-15", "Aug", "Q3", "2nd"
  ]
  private static let words = [
    "from", "to", "of", "per", "within", "if", "then", "else", "and", "or", "not", "all", "new", "drop", "replace",
    "error",
    "base", "now", "loaded", "cautious", "aggressive", "lean", "changes", "model", "agreement", "marketing", "sales",
    "demo",
    "CEO", "Director", "Manager", "SDR", "AE", "Jul", "Aug", "Sep", "tier", "team", "month", "stage", "n", "business",
    "elapsed", "\"Work every lead\"", "\"First contact\"", "sla.yaml", "plan.md", "plan.csv", "plan.json", "x", "mine",
    "# note"
  ]
  private static let verbs =
    Command.all.flatMap { [$0.name] + $0.others } + Array(Command.later.keys).sorted()

  /// A line that could be meant, a third of the time with a word lost, doubled or put elsewhere.
  private static func sensible(_ dice: inout Dice, _ names: [String]) -> String {
    let labels = ["CEO", "Director", "Manager", "SDR", "AE", "Jul", "Aug", "all", "CEO, Aug", "SDR, Sep"]
    let name = dice.pick(names) + (dice.chance(40) ? "[\(dice.pick(labels))]" : "")
    let other = dice.pick(names)
    let figure = dice.pick(figures)
    let line: String =
      switch dice.whole(below: 12) {
      case 0...2: "set \(name) \(figure)\(dice.chance(15) ? " from Aug" : "")"
      case 3: "\(name) = \(figure)"
      case 4: "show \(name), \(other)"
      case 5: "why \(dice.chance(30) ? "all " : "")\(name)"
      case 6: "assert \(dice.pick(["total", "max", "mean", "min"]))(\(name)) \(dice.pick(["<=", ">", "="])) \(figure)"
      case 7:
        "define \(dice.pick(["mine", "fee", "cost"])) = \(name) \(dice.pick(["*", "/", "+", "-"])) \(dice.chance(50) ? other : figure)"
      case 8: "\(dice.pick(["reset", "watch", "help"])) \(other)"
      case 9: "set \(name) \(other) * \(figure)"
      case 10:
        dice.pick([
          "undo", "redo", "undo 3", "check", "capacity", "show", "compare base, cautious", "scenario cautious",
          "scenario base", "scenario new lean", "scenario drop lean", "show changes", "export a.md replace",
          "save a.yaml replace"
        ])
      default:
        "\(dice.pick(["total", "max", "sum", "mean"]))(\(name) * \(figure)) \(dice.pick(["+", "-", "/"])) \(other)"
      }
    guard dice.chance(33) else { return line }
    var words = line.split(separator: " ").map(String.init)
    let at = dice.whole(below: words.count)
    switch dice.whole(below: 3) {
    case 0: words.remove(at: at)
    case 1: words.insert(words[at], at: dice.whole(below: words.count))
    default: words.insert(dice.pick(punctuation + Self.words), at: at)
    }
    return words.joined(separator: " ")
  }

  private static func line(_ dice: inout Dice, _ names: [String]) -> String {
    if dice.chance(50) {
      let first = sensible(&dice, names)
      return dice.chance(10) ? first + "; " + sensible(&dice, names) : first
    }
    var parts: [String] = []
    if dice.chance(70) { parts.append(dice.pick(verbs)) }
    for _ in 0..<dice.whole(below: 9) {
      let part: String =
        switch dice.whole(below: 10) {
        case 0...2: dice.pick(names)
        case 3: dice.pick(names) + "[" + dice.pick(words) + "]"
        case 4, 5: dice.pick(figures)
        case 6: dice.pick(words)
        case 7: dice.pick(Function.standard.map(\.name)) + "(" + dice.pick(names)
        case 8: dice.pick(verbs)
        default: dice.pick(punctuation)
        }
      parts.append(part)
      if dice.chance(25) { parts.append(dice.pick(punctuation)) }
    }
    return parts.joined(separator: dice.chance(90) ? " " : "")
  }

  @Test(arguments: 0..<8) func randomLinesNeitherTrapNorHangNorLeaveTraces(_ seed: Int) throws {
    var dice = Dice(seed)
    var session = Session(world: MemoryDisk().world, origin: seed % 2 == 0 ? .script : .prompt)
    _ = try session.execute(Source("open demo"))
    let names = try #require(session.plan).schema.definitions.filter { $0.role != .test }.map(\.name)
    var accepted = 0
    for _ in 0..<500 * FuzzTests.factor {
      if dice.chance(2) || session.plan == nil { _ = try? session.execute(Source("open demo")) }
      let line = FuzzTests.line(&dice, names)
      let before = session
      let start = FuzzTests.now()
      do throws(Diagnostic) {
        let replies = try session.execute(Source(line))
        accepted += 1
        for (_, reply) in replies {
          #expect(Hostile.live(Plain(width: 80).text(reply)) == nil, "\(line)")
          if let result = reply.result {
            #expect(throws: Never.self, "\(line)") { try JSONReader.read(result.written) }
          }
        }
      } catch {
        #expect(FuzzTests.same(before, session), "after \(line)")
        #expect(Hostile.live(Plain(width: 80).error(error)) == nil, "\(line)")
        #expect(error.place != nil, "\(line)")
      }
      #expect(FuzzTests.now() - start < FuzzTests.patience, "\(line)")
    }
    #expect(accepted > 50, "the lines are nonsense: too few reach a command")
  }

  /// Whether two sessions are in the same state, what the next line must fail with left out.
  private static func same(_ a: Session, _ b: Session) -> Bool {
    guard let one = a.plan, let other = b.plan else { return a.plan == nil && b.plan == nil }
    return !one.differs(from: other) && a.steps.count == b.steps.count
      && a.steps.future.count == b.steps.future.count
      && a.file == b.file && a.isExample == b.isExample && UndoLawTests.values(one) == UndoLawTests.values(other)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  // MARK: Agreements

  private static let inserts: [[UInt8]] =
    [
      "{", "}", "[", "]", ":", ": ", ",", "- ", "#", "\"", "'", "|", ">", "&a ", "*a", "!!int ", "%", "\t", "\n",
      "\r\n", "---\n",
      "...", "0", "999999999999999999", "-1", "1e309", ".inf", "~", "null", "\u{1B}[2J", "\u{202E}", "\u{FEFF}", "\u{0}"
    ].map { Array($0.utf8) } + [[0xFF], [0xC3], [0xED, 0xA0, 0x80]]

  private static func damaged(_ bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
    var bytes = bytes
    for _ in 0...dice.whole(below: 3) {
      let at = dice.whole(below: bytes.count)
      switch dice.whole(below: 7) {
      case 0: bytes[at] = UInt8(dice.whole(below: 256))
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(contentsOf: dice.pick(inserts), at: at)
      case 3: bytes.removeSubrange(at..<min(bytes.count, at + dice.whole(below: 60)))
      case 4:
        bytes.insert(
          contentsOf: bytes[at..<min(bytes.count, at + dice.whole(below: 120))], at: dice.whole(below: bytes.count))
      case 5:
        // A line moved elsewhere, whatever its indentation.
        let start = bytes[..<at].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        let end = bytes[at...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        let line = bytes[start..<end]
        bytes.removeSubrange(start..<end)
        let to = dice.whole(below: max(1, bytes.count))
        bytes.insert(contentsOf: line, at: bytes[..<to].lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
      default: bytes.removeSubrange(at...)
      }
      if bytes.isEmpty { return [0x0A] }
    }
    return bytes
  }

  @Test(arguments: 0..<4) func aDamagedAgreementIsReadOrRefused(_ seed: Int) throws {
    var dice = Dice(100 + seed)
    for _ in 0..<100 * FuzzTests.factor {
      let bytes = FuzzTests.damaged(Examples.northwind, &dice)
      let start = FuzzTests.now()
      do throws(Diagnostic) {
        var session = Session(world: World.holding(["sla.yaml": bytes]))
        _ = try session.execute(Source("open sla.yaml"))
        for (_, reply) in try session.execute(Source("check; show; list; capacity")) {
          #expect(Hostile.live(Plain(width: 80).text(reply)) == nil)
        }
      } catch {
        #expect(Hostile.live(Plain(width: 80).error(error)) == nil)
        #expect(error.all.allSatisfy { !"\($0.message)".isEmpty })
      }
      #expect(FuzzTests.now() - start < FuzzTests.patience)
    }
  }
}
