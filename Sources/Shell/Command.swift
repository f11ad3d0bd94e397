// A command is one value: its words, how it is used, examples that work on the open agreement, what to try next, and what it
// does. Help, completion, the list of commands and the tests derive from it. To add one: one file in Commands/, one
// word in `Command.all`.

import Calc
import SLA

/// A command of the shell.
public struct Command: Sendable {
  /// What the preview may do with it before Enter.
  public enum Trying: Sendable {
    /// Show its usage only: it acts on the outside, or takes long.
    case never
    /// Carry it out on a copy and tell what moves: it changes the plan alone, and at once.
    case effect
    /// Show the first line of its answer: it changes nothing, and answers at once.
    case answer
    /// Tell what it would make of a plan with few values, without carrying it out; nil where the line tells nothing
    /// yet, or what it would do takes long.
    case plan(@Sendable (Session, Plan, inout Parser) throws(Diagnostic) -> Plan?)

    var isEffect: Bool { if case .effect = self { true } else { false } }
  }

  /// The verb.
  public var name: String
  /// Other words people know it by; the answer says which it stands for.
  public var others: [String]
  /// How it is written, one line for each form.
  public var usage: [String]
  /// What it does, in a sentence.
  public var does: Phrase
  /// Lines that work, with gaps for the open agreement's labels (`ExampleWords`).
  public var examples: [String]
  /// What to try after it.
  public var next: String?
  public var takes: Takes
  public var trying: Trying
  /// Whether it needs an open agreement.
  public var needsAgreement: Bool
  /// Carries the statement out: the parser stands behind the verb.
  var run: @Sendable (inout Session, inout Parser) throws(Diagnostic) -> Reply

  init(
    _ name: String, others: [String] = [], usage: [String], does: Phrase, examples: [String], next: String? = nil,
    takes: Takes = .nothing, trying: Trying = .never, needsAgreement: Bool = true,
    run: @escaping @Sendable (inout Session, inout Parser) throws(Diagnostic) -> Reply
  ) {
    self.name = name
    self.others = others
    self.usage = usage
    self.does = does
    self.examples = examples
    self.next = next
    self.takes = takes
    self.trying = trying
    self.needsAgreement = needsAgreement
    self.run = run
  }

  /// Every command, in the order of help.
  public static let all: [Command] = [
    .show, .set, .reset, .undo, .redo, .why, .check, .capacity, .compare, .scenario, .solve, .levers, .apply, .sweep,
    .simulate, .trade, .track, .report, .recalibrate, .define, .watch,
    .open, .new,
    .save, .export, .run, .assert, .expect, .print, .help, .quit
  ]

  /// The command of a verb, or of another word for it.
  static func named(_ word: String) -> Command? { byWord[word] }

  private static let byWord: [String: Command] = {
    var result: [String: Command] = [:]
    for command in all {
      result[command.name] = command
      for other in command.others { result[other] = command }
    }
    return result
  }()

  /// The form of its usage that fits the words typed behind the verb: the first that has the most of them.
  func form(for typed: String) -> String {
    let words = typed.split { $0 == " " || $0 == "," }.map { $0.lowercased() }
    func fits(_ form: String) -> Int {
      let own = form.split { " ,[]|".contains($0) }.dropFirst().filter { $0 == $0.lowercased() }
      return words.count { word in own.contains { $0 == word } }
    }
    let first = (typed.isEmpty ? nil : usage.first { $0 != name }) ?? usage.first ?? name
    return usage.reduce((form: first, fits: 0)) { best, form in
      fits(form) > best.fits ? (form, fits(form)) : best
    }.form
  }

  /// Words of the design that have no command yet; they say so rather than being unknown.
  static let later: [String: Phrase] = [
    "sign": "signatures"
  ]
}
