#ifndef CBOOSTMATH_H
#define CBOOSTMATH_H

/* Distribution functions of Boost.Math. Nothing is checked here: an argument outside the domain
   gives a NaN, a result outside the range of double an infinity; no exception leaves a function. */

#ifdef __cplusplus
extern "C" {
#endif

/* The standard normal distribution. */
double cboost_normal_cumulative(double x);
double cboost_normal_upper_tail(double x);
double cboost_normal_quantile(double probability);

/* The number of successes in independent trials: P[X <= successes] and P[X > successes]. */
double cboost_binomial_cumulative(double trials, double probability, double successes);
double cboost_binomial_upper_tail(double trials, double probability, double successes);

/* The beta distribution; the upper quantile leaves the given probability above it. */
double cboost_beta_cumulative(double a, double b, double x);
double cboost_beta_quantile(double a, double b, double probability);
double cboost_beta_upper_quantile(double a, double b, double probability);

/* Student's t distribution. */
double cboost_student_t_cumulative(double degrees_of_freedom, double x);
double cboost_student_t_quantile(double degrees_of_freedom, double probability);

/* The chi-squared distribution: P[X > x]. */
double cboost_chi_squared_upper_tail(double degrees_of_freedom, double x);

#ifdef __cplusplus
}
#endif

#endif
