// The examples that ship inside the program.

/// Built-in files.
public enum Examples {
  /// The agreement that `pacto demo` opens.
  public static let northwind = PackageResources.northwind_yaml
  /// What `new FILE` writes.
  public static let starter = PackageResources.starter_yaml
  /// A quarter's planning on the example.
  public static let quarter = PackageResources.quarter_pacto

  /// What `pacto demo --write DIR` writes, by file name.
  public static let files: [(name: String, bytes: [UInt8])] = [
    ("northwind.yaml", northwind), ("quarter.pacto", quarter)
  ]
}
