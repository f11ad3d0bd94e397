// A small program around the editor, for tests and for trying it by hand. Its lines say what is done with them:
//
//     quit      ends        sleep N   computes for N tenths of a second or until Ctrl-C
//     anything else is answered with `got "…"`
//
// Options, as KEY=VALUE: hints=off, colour=off, history=PATH, editrc=on, prompt=TEXT, initial=TEXT, pid=PATH.

import Glibc
import LineEditor

var settings: [String: String] = [:]
for argument in CommandLine.arguments.dropFirst() {
  let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
  settings[parts[0]] = parts.count > 1 ? parts[1] : ""
}

let names = [
  "close_rate", "close_rate_floor", "coverage", "lead_value_quota", "leads", "leads_needed", "quota", "reps",
  "response_rate", "utilization"
]

func wordStart(_ line: String, _ cursor: Int) -> Int {
  let left = Array(line.utf8.prefix(cursor))
  return (left.lastIndex(of: UInt8(ascii: " ")) ?? -1) + 1
}

func say(_ text: String) {
  print(text)
  fflush(nil)
}

var options = Editor.Options(name: "probe")
options.hints = settings["hints"] != "off"
options.colour = settings["colour"] != "off"
options.readsSettings = settings["editrc"] == "on"

// Lines a program reads as they come when there is no terminal.
guard let editor = Editor(options) else {
  while let line = Swift.readLine() { say("plain \"\(line)\"") }
  exit(0)
}

editor.preview = { line, _ in
  if line.isEmpty { return nil }
  var text = StyledText("→ \(line.count): ", .faint)
  text.append(line, .green)
  return text
}
editor.complete = { line, cursor in
  let start = wordStart(line, cursor)
  let word = String(decoding: line.utf8.prefix(cursor).dropFirst(start), as: UTF8.self)
  if word.hasPrefix("many") {
    return Completions(replacing: start..<cursor, candidates: (100..<400).map { Candidate("many\($0)") })
  }
  if word.hasPrefix("日") {
    return Completions(replacing: start..<cursor, candidates: [Candidate("日本"), Candidate("日曜")])
  }
  if word.hasPrefix("?") {
    return Completions(
      replacing: start..<cursor,
      candidates: [Candidate("?what", note: "asks what"), Candidate("?why", note: "asks why, at some length")])
  }
  let found = names.filter { $0.hasPrefix(word) }.map { Candidate($0) }
  return Completions(replacing: start..<cursor, candidates: found)
}

let file = settings["history"].map { HistoryFile(path: $0) }
do {
  for entry in try file?.load() ?? [] { editor.remember(entry) }
} catch { say("history: \(error.step) \(error.reason)") }

var prompt = StyledText(settings["prompt"] ?? "base", .cyan)
prompt.append("> ")

while true {
  switch editor.readLine(prompt: prompt, initial: settings.removeValue(forKey: "initial") ?? "") {
  case .line("quit"): exit(0)
  case .line(let line):
    if line.hasPrefix("sleep ") {
      say("working")
      for _ in 0..<(Int(line.dropFirst(6)) ?? 1) where !Interruption.isPending { usleep(100_000) }
      say(Interruption.isPending ? "interrupted" : "slept")
      continue
    }
    editor.remember(line)
    do { try file?.append(line) } catch { say("history: \(error.step) \(error.reason)") }
    say("got \"\(line)\"")
  case .interrupted: say("[abandoned]")
  case .endOfInput:
    say("[end]")
    exit(0)
  case .terminated(let signal):
    say("[signal \(signal)]")
    exit(128 + signal)
  }
}
