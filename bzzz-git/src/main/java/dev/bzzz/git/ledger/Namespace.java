package dev.bzzz.git.ledger;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;

/**
 * Where among a host's refs the claims live. All agents of a repository use the same, or a task
 * could be claimed once in each.
 */
enum Namespace {
  /** Refs of our own, which no user interface shows. */
  REFS("refs", "refs/bzzz/claims/", "refs/bzzz/probe/"),
  /** Branches, for hosts that take nothing else. */
  BRANCHES(
      "branches", Constants.R_HEADS + "bzzz-claims/", Constants.R_HEADS + "bzzz-claims/probe/");

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,14}");

  private final String label;
  private final String claims;
  private final String probes;

  Namespace(String label, String claims, String probes) {
    this.label = label;
    this.claims = claims;
    this.probes = probes;
  }

  static Optional<Namespace> parse(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** Its name in signed results. */
  String label() {
    return label;
  }

  /** What the names of all claim refs start with. */
  String prefix() {
    return claims;
  }

  /** The ref that holds the claim of task number {@code number}. */
  String claim(long number) {
    return claims + number;
  }

  /** The task's number; empty when the ref is no claim. */
  OptionalLong number(String ref) {
    return ref.startsWith(claims) && NUMBER.matcher(ref.substring(claims.length())).matches()
        ? OptionalLong.of(Long.parseLong(ref.substring(claims.length())))
        : OptionalLong.empty();
  }

  /** A ref to try the host with. */
  String probe(String name) {
    return probes + name;
  }

  /** The ref that holds the result of the last probe. */
  String result() {
    return probes + "result";
  }
}
