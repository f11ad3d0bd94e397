// Keeps the journal of a meeting at a terminal, and gives back what an earlier one left behind. After every line and
// before its answer:
//
//     opened an agreement   is there a journal of it that no shell holds? then the meeting goes on where that ended
//     did something         the lines are on the disk before the answer is on the screen
//     saved                 noted; under another name, the journal is that file's from now on
//     ended as asked        the journal goes; ended by a kill, a signal or a crash, it stays
//
// A journal that cannot be written is told once and tried again with every line; the meeting goes on.

import Calc
import Documents
import Glibc
import LineEditor
import Shell

/// The journal of the meeting that is on.
struct JournalKeeper {
  private let folder: String
  /// What the next journal begins with.
  private var beginning: Deed?
  private var file: JournalFile?
  /// The number of the next line.
  private var number = 1
  /// Lines that are not on the disk yet.
  private var pending: [UInt8] = []
  /// The system's number for why the last attempt to write failed; nil where it did not.
  private var code: Int32?
  private var isFailing = false
  /// Whether the agreement has changes that are not saved.
  private var isUnsaved = false

  init(folder: String) { self.folder = folder }

  /// Notes what the last line did.
  /// - Parameter givenUp: whether the person said that what was not saved may go.
  /// - Returns: what the person is to be told besides the answer.
  mutating func note(_ session: inout Session, givenUp: Bool = false) -> [Reply] {
    var replies: [Reply] = []
    let deeds = session.takeDeeds()
    for (at, deed) in deeds.enumerated() {
      switch deed {
      case .began(let home, let bytes):
        if givenUp { isUnsaved = false }
        release()
        beginning = .began(JournalKeeper.real(home), bytes: bytes)
        // Where the line went on from the file, what was left of it waits for the next time it is opened.
        if at == deeds.count - 1, let recovered = recover(&session, home, bytes) { replies.append(recovered) }
      case .did:
        if file == nil, pending.isEmpty, let beginning { add(beginning) }
        add(deed)
        isUnsaved = true
      case .saved(let home, let bytes):
        isUnsaved = false
        let real = JournalKeeper.real(home)
        if file == nil, pending.isEmpty {
          beginning = .began(real, bytes: bytes)
        } else {
          add(.saved(real, bytes: bytes))
        }
        write()
        if let moved = file?.moved(to: folder, JournalKeeper.name(real)) { file = moved }
      }
    }
    write()
    isUnsaved = session.isChanged
    if let told = failure() { replies.append(told) }
    return replies
  }

  /// The meeting ends as its person wants it.
  mutating func end() {
    isUnsaved = false
    release()
  }

  /// Lets go of the journal of the agreement so far.
  private mutating func release() {
    if isUnsaved { file?.close() } else { file?.remove() }
    file = nil
    beginning = nil
    pending = []
    number = 1
  }

  // MARK: Writing

  private mutating func add(_ deed: Deed) { pending += Journal.lines(of: deed, number: &number) }

  private mutating func write() {
    guard !pending.isEmpty else { return }
    if let wrong = PrivateFolder(folder).make() {
      code = wrong
      return
    }
    if file == nil, case .began(let home, _) = beginning {
      file = JournalFile.new(in: folder, JournalKeeper.name(home))
    }
    guard file != nil else {
      code = errno
      return
    }
    code = file?.add(pending)
    if code == nil { pending = [] }
  }

  /// What is told where writing has just begun to fail, or works again.
  private mutating func failure() -> Reply? {
    defer { isFailing = code != nil }
    switch (code, isFailing) {
    case (let code?, false):
      return Reply(
        Styled("\(folder) cannot be written: ", .strong) + Styled(Disk.reason(code))
          + Styled(" What is not saved is lost if this shell is killed."))
    case (nil, true): return Reply(Styled("The journal is written again; nothing is missing in it."))
    default: return nil
    }
  }

  // MARK: Recovering

  /// Takes a meeting up again that left a journal of this agreement.
  /// - Returns: what is told of it; nil where there is nothing.
  private mutating func recover(_ session: inout Session, _ home: Home, _ bytes: [UInt8]) -> Reply? {
    let real = JournalKeeper.real(home)
    var told: Reply?
    for var left in JournalFile.left(in: folder, JournalKeeper.name(real)) {
      // One meeting is taken up at a time; what else was left waits for the next start.
      guard told == nil, let content = try? left.read() else {
        left.close()
        continue
      }
      let reading = Journal.read(content)
      if reading.journal == nil, reading.dropped > 0 {
        told = left.setAside().map {
          Reply(
            Styled("A journal of unsaved changes is damaged and cannot be read; it is kept as ") + Styled($0, .code))
        }
      } else if reading.journal?.place == real,
        let recovery = Recovery(reading, opened: session, bytes: bytes), left.keep(recovery.length)
      {
        session = recovery.session
        number = recovery.next
        file = left
        told = recovery.reply
      } else {
        left.remove()
      }
    }
    return told
  }

  // MARK: Names

  /// The name of an agreement's journals.
  private static func name(_ home: Home) -> String {
    switch home {
    case .demo, .starter: home.written
    case .file(let path): Checksum.digest(path.utf8)
    }
  }

  /// A file by the one path that leads to it from everywhere.
  private static func real(_ home: Home) -> Home {
    guard case .file(let path) = home, let real = realpath(path, nil) else { return home }
    defer { free(real) }
    return .file(String(cString: real))
  }
}
