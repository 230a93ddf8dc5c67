internal import Foundation

/// The natural logarithm of the gamma function of a positive number.
func logGamma(_ x: Double) -> Double { lgamma(x) }
