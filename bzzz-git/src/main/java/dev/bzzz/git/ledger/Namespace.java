package dev.bzzz.git.ledger;

import dev.bzzz.core.PermanentException;
import dev.bzzz.core.claim.ClaimPolicy;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.Constants;

/**
 * Where among a repository's refs the claims live. The policy names it, so that all agents use the
 * same: a task could be claimed once in each.
 */
enum Namespace {
  /** Refs of our own, which no user interface shows. */
  REFS(ClaimPolicy.REFS_NAMESPACE, "refs/bzzz/claims/", "refs/bzzz/probe/"),
  /** Branches, for hosts that take nothing else. */
  HEADS(
      ClaimPolicy.HEADS_NAMESPACE,
      Constants.R_HEADS + "bzzz-claims/",
      Constants.R_HEADS + "bzzz-claims/probe/");

  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,14}");

  private final String label;
  private final String claims;
  private final String probes;

  Namespace(String label, String claims, String probes) {
    this.label = label;
    this.claims = claims;
    this.probes = probes;
  }

  /** The one of this name. */
  static Optional<Namespace> parse(String label) {
    return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
  }

  /** The one that a policy names. */
  static Namespace of(ClaimPolicy policy) {
    return parse(policy.namespace())
        .orElseThrow(() -> new AssertionError("no such namespace: " + policy.namespace()));
  }

  /** Its name, in policies and in signed results. */
  String label() {
    return label;
  }

  /** The place where no claim may be. */
  Namespace other() {
    return this == REFS ? HEADS : REFS;
  }

  /**
   * What is wrong when a claim is in the other place.
   *
   * @param repository how people call the repository
   * @param stray the claim's ref
   */
  PermanentException misplaced(String repository, String stray) {
    return new PermanentException(
        "cannot use the claims of "
            + repository
            + ": its "
            + ClaimPolicy.FILE
            + " keeps them in "
            + claims
            + " (\"namespace\": \""
            + label
            + "\"), but there is "
            + stray
            + ", so a task could be claimed twice; see which ones count, then move or delete the"
            + " others, or correct the policy");
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

  /** The full name of a branch, in whichever namespace the claims are. */
  static String branch(String shortName) {
    return Constants.R_HEADS + shortName;
  }
}
