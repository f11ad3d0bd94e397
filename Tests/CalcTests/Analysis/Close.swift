/// Whether two numbers are equal to a relative error; both not a number counts as equal.
func close(_ a: Double, _ b: Double, _ error: Double = 1e-12) -> Bool {
  a == b || (a.isNaN && b.isNaN) || (a - b).magnitude <= error * max(a.magnitude, b.magnitude)
}
