// The program's command line: `pacto [AGREEMENT] [-c COMMAND]…`, `pacto run`, `pacto check`, `pacto demo`.

import ArgumentParser
import Calc
import Documents
import Glibc
import Shell

@main
struct Pacto: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pacto",
    abstract: "Negotiate the service level agreement between marketing and sales.",
    discussion:
      "Without a command it opens the shell. Exit codes: 0 yes, 1 a broken promise or a failed assert, 2 an error.",
    version: "0.1.0", subcommands: [Open.self, Run.self, Check.self, Demo.self], defaultSubcommand: Open.self)
}

/// How answers are written, for every command.
struct Look: ParsableArguments {
  @Option(help: "How answers are written: text, json, markdown or csv.") var format = "text"
  @Flag(name: .customLong("no-color"), help: "No colours.") var noColor = false
  @Option(help: "Columns to write for; by default the terminal's.") var width: Int?

  func validate() throws {
    guard OutputFormat(rawValue: format) != nil else {
      let near = Suggestion.best(for: format, among: OutputFormat.allCases.map(\.rawValue))
      throw ValidationError("--format is text, json, markdown or csv\(near.map { ": did you mean \($0)?" } ?? "")")
    }
    if let width, !(20...2000).contains(width) { throw ValidationError("--width is from 20 to 2000") }
  }

  var output: Output {
    Output(
      format: OutputFormat(rawValue: format) ?? .text,
      plain: Plain(width: TerminalFacts.width(width), colour: TerminalFacts.colour(off: noColor)))
  }
}

struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the shell, or carry out the commands of -c or of a pipe.")

  @Argument(help: "An agreement's file; demo is the built-in one.") var agreement: String?
  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A command to carry out; may be repeated.", valueName: "command"))
  var commands: [String] = []
  @Flag(name: .customLong("private"), help: "Keep no history.") var isPrivate = false
  @OptionGroup var look: Look

  func run() throws {
    var batch = Batch(output: look.output)
    if !commands.isEmpty {
      batch.open(agreement)
      for command in commands where !batch.isOver { batch.carryOut(Source(command)) }
      throw ExitCode(batch.finish())
    }
    guard isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else {
      batch.open(agreement)
      batch.readLines()
      throw ExitCode(batch.finish())
    }
    throw ExitCode(Pacto.meet(agreement, look.output, keepsHistory: !isPrivate))
  }
}

extension Pacto {
  /// Opens an agreement and hands over to the shell.
  static func meet(_ agreement: String?, _ output: Output, keepsHistory: Bool) -> Int32 {
    var output = output
    var session = Session(world: Disk.world, origin: .prompt)
    if let agreement {
      do throws(Diagnostic) {
        for (command, reply) in try session.execute(Source("open \"\(agreement)\"")) { output.write(command, reply) }
      } catch {
        Output.send(output.plain.error(error), to: STDERR_FILENO)
        return 2
      }
    }
    var meeting = Meeting(session: session, output: output, keepsHistory: keepsHistory)
    return meeting.run()
  }
}

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Open the built-in agreement, or write it to a folder.")

  @Option(
    name: .customLong("write"), help: ArgumentHelp("Write the example and a script to this folder.", valueName: "dir"))
  var folder: String?
  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A command to carry out; may be repeated.", valueName: "command"))
  var commands: [String] = []
  @Flag(name: .customLong("private"), help: "Keep no history.") var isPrivate = false
  @OptionGroup var look: Look

  func run() throws {
    if let folder {
      var batch = Batch(output: look.output)
      batch.writeExamples(folder)
      throw ExitCode(batch.finish())
    }
    var open = Open()
    open.agreement = "demo"
    open.commands = commands
    open.isPrivate = isPrivate
    open.look = look
    try open.run()
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Carry out scenario files.")

  @Argument(help: "Scripts, each in a session of its own.") var scripts: [String]
  @Flag(help: "Go on after an error; it still ends with 2.") var keepGoing = false
  @Option(help: ArgumentHelp("Write files below this folder only.", valueName: "dir")) var out: String?
  @Flag(help: "Write over existing files.") var replace = false
  @OptionGroup var look: Look

  func run() throws {
    var batch = Batch(output: look.output)
    for script in scripts { batch.run(script, keepGoing: keepGoing, out: out, replace: replace) }
    throw ExitCode(batch.finish())
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Judge the promises of agreements.")

  @Argument(help: "Agreements.") var agreements: [String]
  @OptionGroup var look: Look

  func run() throws {
    var batch = Batch(output: look.output)
    for agreement in agreements { batch.check(agreement, titled: agreements.count > 1) }
    throw ExitCode(batch.finish())
  }
}
