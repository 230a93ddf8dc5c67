/// The integral of a function between two finite ends, by bisection of a Gauss-Kronrod rule.
///
/// The 15 nodes of Kronrod hold the 7 of Gauss; their difference, which far overstates the error of
/// the larger rule, decides whether a panel is halved.
///
/// - Parameters:
///   - low: The lower end.
///   - high: The upper end; the integral is 0 unless it is above the lower one.
///   - tolerance: The difference of the two rules allowed on a panel.
///   - depth: The number of halvings allowed.
///   - function: Finite between the ends.
/// - Returns: The integral; its error is far below the number of panels times the tolerance.
func integral(
  from low: Double, to high: Double, tolerance: Double, depth: Int = 24,
  of function: (Double) -> Double
) -> Double {
  guard high > low else { return 0 }
  let (center, half) = ((low + high) / 2, (high - low) / 2)
  let middle = function(center)
  var (kronrod, gauss) = (kronrodWeights[0] * middle, gaussWeights[0] * middle)
  for index in 1..<kronrodNodes.count {
    let offset = half * kronrodNodes[index]
    let pair = function(center - offset) + function(center + offset)
    kronrod += kronrodWeights[index] * pair
    if index.isMultiple(of: 2) { gauss += gaussWeights[index / 2] * pair }
  }
  if depth == 0 || abs(kronrod - gauss) * half <= tolerance { return kronrod * half }
  return integral(
    from: low, to: center, tolerance: tolerance, depth: depth - 1, of: function)
    + integral(
      from: center, to: high, tolerance: tolerance, depth: depth - 1, of: function)
}

// From the centre outwards; the nodes of even index are those of Gauss.
private let kronrodNodes = [
  0, 0.207784955007898467600689403773245, 0.405845151377397166906606412076961,
  0.586087235467691130294144838258730, 0.741531185599394439863864773280788,
  0.864864423359769072789712788640926, 0.949107912342758524526189684047851,
  0.991455371120812639206854697526329,
]
private let kronrodWeights = [
  0.209482141084727828012999174891714, 0.204432940075298892414161999234649,
  0.190350578064785409913256402421014, 0.169004726639267902826583426598550,
  0.140653259715525918745189590510238, 0.104790010322250183839876322541518,
  0.063092092629978553290700663189204, 0.022935322010529224963732008058970,
]
private let gaussWeights = [
  0.417959183673469387755102040816327, 0.381830050505118944950369775488975,
  0.279705391489276667901467771423780, 0.129484966168869693270611432679082,
]
