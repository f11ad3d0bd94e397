// What a person may call things: quantities of one's own, scenarios, and the labels of tiers, teams and stages.
// A word that commands or formulas use already is no name, or a line could be read two ways.

import Calc

/// Names of quantities and scenarios.
public enum Names {
  /// Verbs of the shell and words with a meaning of their own.
  public static let reserved: Set<String> = Parser.keywords.union([
    "open", "new", "save", "set", "reset", "undo", "redo", "why", "check", "capacity", "compare", "scenario", "solve",
    "levers", "sweep", "simulate", "trade", "apply", "track", "report", "recalibrate", "export", "define", "watch",
    "run", "assert", "expect", "print", "help", "quit", "sign", "list", "diff", "load", "exit", "ls", "goal", "base",
    "loaded", "now", "changes", "model", "agreement", "error", "drop", "seed"
  ])

  /// Why a text cannot name a quantity of one's own or a scenario; nil where it can.
  public static func fault(_ name: String) -> Phrase? {
    guard let first = name.unicodeScalars.first else { return "a name is missing" }
    guard name.utf8.count <= 60 else { return "a name has at most 60 letters" }
    guard first.properties.isAlphabetic else { return "a name begins with a letter" }
    guard name.unicodeScalars.allSatisfy(isPlain) else {
      return "a name is made of letters, digits and _"
    }
    if reserved.contains(name.lowercased()) { return "“\(name)” is a word of the shell and cannot be a name" }
    if Function.named(name.lowercased()) != nil { return "“\(name)” is a function and cannot be a name" }
    return nil
  }
}

extension Names {
  /// A name like the one that cannot be: its signs and blanks as `_`, `my_` before it where it is taken.
  public static func free(like name: String, in schema: Schema) -> String {
    let words = String(String.UnicodeScalarView(name.unicodeScalars.map { isPlain($0) ? $0 : "_" }))
    let free = String(words.drop { $0 == "_" }.prefix(50))
    let isTaken = fault(free) != nil || schema.label(free) != nil || schema.axis(named: free) != nil
    return isTaken ? "my_\(free)" : free
  }

  /// A letter, a digit or _.
  static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_"
  }
}

/// Labels of tiers, teams and stages.
enum Labels {
  /// Why a text cannot be a label; nil where it can.
  static func fault(_ text: String) -> Phrase? {
    if text.isEmpty { return "a label is missing" }
    if text.count > 40 { return "a label has at most 40 letters" }
    if text.contains(where: { "[],\"“”;#{}".contains($0) }) {
      return "a label has no brackets, commas, quotation marks, ; or #"
    }
    if let first = text.first, "=+-@".contains(first) { return "a label does not begin with =, +, - or @" }
    if text.first == " " || text.last == " " { return "a label neither begins nor ends with a blank" }
    if text.lowercased() == "all" { return "“all” always means every label" }
    return nil
  }
}
