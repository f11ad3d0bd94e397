// What a line did that must not be lost, for whoever keeps a journal of the meeting (Journal.swift).

/// What a meeting is about: where its agreement was opened from or saved to.
public enum Home: Sendable, Equatable {
  /// The built-in example.
  case demo
  /// The starter that `new` gives, in no file yet.
  case starter
  /// A file, as the program can open it.
  case file(String)
}

/// Something that a line did.
public enum Deed: Sendable, Equatable {
  /// An agreement was opened: its bytes as they were read.
  case began(Home, bytes: [UInt8])
  /// A step was done; or undone or done again, with `undo` or `redo` as its line.
  case did(Entry)
  /// The plan as it is was saved: what was written.
  case saved(Home, bytes: [UInt8])
}
