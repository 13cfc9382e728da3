package dev.bzzz.git.server;

import java.util.List;
import java.util.Optional;

/** A request that is answered with an error, told as GitHub tells it. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient List<Detail> details;

  /**
   * What is wrong with one field.
   *
   * @param resource kind of the thing, such as {@code Issue}
   * @param field its name; empty when none is to blame
   * @param code such as {@code missing_field}, {@code invalid}, {@code already_exists}
   * @param message for people; empty when the code says all
   */
  record Detail(String resource, Optional<String> field, String code, Optional<String> message) {}

  ApiError(int status, String message, List<Detail> details) {
    super(message, null, false, false); // expected, so no stack trace is needed
    this.status = status;
    this.details = List.copyOf(details);
  }

  static ApiError of(int status, String message) {
    return new ApiError(status, message, List.of());
  }

  static ApiError notFound() {
    return of(404, "Not Found");
  }

  /** A field that is missing or wrong. */
  static ApiError invalid(String resource, String field, String code) {
    return new ApiError(
        422,
        "Validation Failed",
        List.of(new Detail(resource, Optional.of(field), code, Optional.empty())));
  }

  /** Something that cannot be done, in words. */
  static ApiError refused(String resource, String why) {
    return new ApiError(
        422,
        "Validation Failed",
        List.of(new Detail(resource, Optional.empty(), "custom", Optional.of(why))));
  }

  int status() {
    return status;
  }

  List<Detail> details() {
    return details;
  }
}
