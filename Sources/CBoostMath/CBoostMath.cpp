#include "CBoostMath.h"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

namespace {

namespace policies = boost::math::policies;

// An exception must not cross into Swift, so that every error becomes a NaN or an infinity.
using Quiet = policies::policy<
    policies::domain_error<policies::ignore_error>,
    policies::pole_error<policies::ignore_error>,
    policies::overflow_error<policies::ignore_error>,
    policies::evaluation_error<policies::ignore_error>,
    policies::rounding_error<policies::ignore_error>,
    policies::indeterminate_result_error<policies::ignore_error>>;

using Normal = boost::math::normal_distribution<double, Quiet>;
using Binomial = boost::math::binomial_distribution<double, Quiet>;
using Beta = boost::math::beta_distribution<double, Quiet>;
using StudentT = boost::math::students_t_distribution<double, Quiet>;
using ChiSquared = boost::math::chi_squared_distribution<double, Quiet>;

using boost::math::cdf;
using boost::math::complement;
using boost::math::quantile;

}  // namespace

double cboost_normal_cumulative(double x) { return cdf(Normal(), x); }

double cboost_normal_upper_tail(double x) { return cdf(complement(Normal(), x)); }

double cboost_normal_quantile(double probability) { return quantile(Normal(), probability); }

double cboost_binomial_cumulative(double trials, double probability, double successes) {
  return cdf(Binomial(trials, probability), successes);
}

double cboost_binomial_upper_tail(double trials, double probability, double successes) {
  return cdf(complement(Binomial(trials, probability), successes));
}

double cboost_beta_cumulative(double a, double b, double x) { return cdf(Beta(a, b), x); }

double cboost_beta_quantile(double a, double b, double probability) {
  return quantile(Beta(a, b), probability);
}

double cboost_beta_upper_quantile(double a, double b, double probability) {
  return quantile(complement(Beta(a, b), probability));
}

double cboost_student_t_cumulative(double degrees_of_freedom, double x) {
  return cdf(StudentT(degrees_of_freedom), x);
}

double cboost_student_t_quantile(double degrees_of_freedom, double probability) {
  return quantile(StudentT(degrees_of_freedom), probability);
}

double cboost_chi_squared_upper_tail(double degrees_of_freedom, double x) {
  return cdf(complement(ChiSquared(degrees_of_freedom), x));
}
