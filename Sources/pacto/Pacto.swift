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

  /// What the parser itself has to say (help, the version, a wrong option) goes out as every answer does: it, too, is
  /// never lost without a word.
  static func main() {
    // A file that would grow larger than allowed is an error to be told, not an end without a word.
    signal(SIGXFSZ, SIG_IGN)
    do {
      if let word = CommandLine.arguments.dropFirst().first, let meant = meant(by: word) {
        throw ValidationError("There is no command '\(Safe.terminal(word))'. Did you mean '\(meant)'?")
      }
      var command = try parseAsRoot()
      try command.run()
    } catch {
      let (code, text) = (exitCode(for: error), fullMessage(for: error))
      if !text.isEmpty { Output.send(text + "\n", to: code.isSuccess ? STDOUT_FILENO : STDERR_FILENO) }
      Glibc.exit(code.rawValue)
    }
  }

  /// The command that a first word was meant to be: one that is nearly it, where there is no file of that name.
  private static func meant(by word: String) -> String? {
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    guard !names.contains(word), word.utf8.allSatisfy({ ($0 | 0x20) &- 0x61 < 26 }), access(word, F_OK) != 0 else {
      return nil
    }
    return Suggestion.best(for: word, among: names)
  }
}

/// How answers are written, for every command.
struct Look: ParsableArguments {
  @Option(
    help: "How answers are written: text, json, markdown or csv.",
    completion: .list(OutputFormat.allCases.map(\.rawValue)))
  var format = "text"
  @Option(help: "Colours: always, auto or never.") var color = Colour.auto
  @Flag(name: .customLong("no-color"), help: "The same as --color never.") var noColor = false
  @Flag(help: "Charts in plain ASCII.") var ascii = false
  @Flag(help: "Charts as sentences, for screen readers; ACCESSIBLE=1 does the same.") var accessible = false
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
      plain: Plain(
        width: TerminalFacts.width(width), colour: TerminalFacts.colour(noColor ? .never : color),
        charset: TerminalFacts.charset(ascii: ascii), accessible: TerminalFacts.accessible(on: accessible)))
  }
}

/// How lines come in: from `-c`, from a pipe, or from a person at a terminal.
struct Sitting: ParsableArguments {
  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("A command to carry out; may be repeated.", valueName: "command"))
  var commands: [String] = []
  @Flag(name: .customLong("private"), help: "Keep no history and no journal.") var isPrivate = false
  @Flag(help: "Do not show what a line would do before Enter.") var noPreview = false
  @OptionGroup var look: Look

  /// - Returns: the exit code.
  func run(_ agreement: String?) -> Int32 {
    if commands.isEmpty, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 { return meet(agreement) }
    var batch = Batch(output: look.output)
    batch.open(agreement)
    if commands.isEmpty { batch.readLines() }
    for command in commands where !batch.isOver { batch.carryOut(Source(command)) }
    return batch.finish()
  }

  /// Opens an agreement and hands over to the shell.
  private func meet(_ agreement: String?) -> Int32 {
    var output = look.output
    var session = Session(world: Disk.world, origin: .prompt)
    session.isJournaled = !isPrivate
    if let agreement {
      do throws(Diagnostic) {
        output.write("open", try session.open(agreement))
      } catch {
        Output.send(output.plain.error(error), to: STDERR_FILENO)
        return 2
      }
    }
    var meeting = Meeting(
      session: session, output: output, state: isPrivate ? nil : TerminalFacts.stateFolder, previews: !noPreview,
      width: look.width)
    return meeting.run()
  }
}

struct Open: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "open", abstract: "Open the shell, or carry out the commands of -c or of a pipe.")

  @Argument(help: "An agreement's file; demo is the built-in one.", completion: .agreement) var agreement: String?
  @OptionGroup var sitting: Sitting

  func run() throws { throw ExitCode(sitting.run(agreement)) }
}

struct Demo: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Open the built-in agreement, or write it to a folder.")

  @Option(
    name: .customLong("write"), help: ArgumentHelp("Write the example and a script to this folder.", valueName: "dir"),
    completion: .directory)
  var folder: String?
  @OptionGroup var sitting: Sitting

  func run() throws {
    guard let folder else { throw ExitCode(sitting.run("demo")) }
    var batch = Batch(output: sitting.look.output)
    batch.writeExamples(folder)
    throw ExitCode(batch.finish())
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Carry out scenario files.")

  @Argument(help: "Scripts, each in a session of its own.", completion: .file()) var scripts: [String]
  @Flag(help: "Go on after an error; it still ends with 2.") var keepGoing = false
  @Option(help: ArgumentHelp("Write files below this folder only.", valueName: "dir"), completion: .directory)
  var out: String?
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

  @Argument(help: "Agreements.", completion: .agreement) var agreements: [String]
  @Flag(help: "One line for each broken promise and nothing else, as a nightly job wants it.") var brief = false
  @OptionGroup var look: Look

  func run() throws {
    var batch = Batch(output: look.output)
    for agreement in agreements { batch.check(agreement, titled: agreements.count > 1, brief: brief) }
    throw ExitCode(batch.finish())
  }
}

extension CompletionKind {
  /// The files that agreements stand in.
  fileprivate static let agreement = CompletionKind.file(extensions: ["yaml", "yml", "json"])
}
