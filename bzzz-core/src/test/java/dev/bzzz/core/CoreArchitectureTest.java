package dev.bzzz.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName.Predicates;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.GeneralCodingRules;
import dev.bzzz.core.machine.Driver;
import java.time.Clock;
import java.time.Instant;
import java.util.Calendar;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rules the core lives by. */
class CoreArchitectureTest {
  /** Each rule is a test, on its own and among the others rather than after them. */
  @TestFactory
  Stream<DynamicTest> everyRuleHolds() {
    JavaClasses classes =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.bzzz.core");
    return Stream.of(CoreArchitectureTest.class.getDeclaredFields())
        .filter(field -> field.getType().equals(ArchRule.class))
        .map(
            field ->
                DynamicTest.dynamicTest(
                    field.getName(), () -> ((ArchRule) field.get(null)).check(classes)));
  }

  private static final String[] FOUNDATION = {
    "dev.bzzz.core",
    "dev.bzzz.core.machine..",
    "dev.bzzz.core.mesh..",
    "dev.bzzz.core.llm..",
    "dev.bzzz.core.sandbox.."
  };
  private static final String[] SUBJECT = {
    "dev.bzzz.core.task..",
    "dev.bzzz.core.repo..",
    "dev.bzzz.core.claim..",
    "dev.bzzz.core.capability..",
    "dev.bzzz.core.message..",
    "dev.bzzz.core.presence.."
  };

  /**
   * Classes called …Machine, what is nested in them, and everything that belongs to machines: most
   * of the claim machine is in the classes around it.
   */
  private static final DescribedPredicate<JavaClass> MACHINES =
      Predicates.nameMatching(".*Machine(\\$.*)?")
          .<JavaClass>forSubtype()
          .or(resideInAPackage("dev.bzzz.core.machine"))
          .or(resideInAPackage("dev.bzzz.core.message"))
          .or(resideInAPackage("dev.bzzz.core.presence"))
          .or(
              resideInAPackage("dev.bzzz.core.claim")
                  .and(not(Predicates.nameMatching(".*\\.InMemory(Ledger|Claims)"))))
          .and(not(belongToAnyOf(Driver.class)))
          .as("machines");

  static final ArchRule fewLibraries =
      classes()
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "dev.bzzz.core..",
              "java..",
              "javax.crypto..",
              "org.slf4j..",
              "com.fasterxml.jackson..",
              "org.jspecify.annotations..",
              "org.bouncycastle..")
          .because("whoever embeds the core takes all of its libraries along");

  static final ArchRule oneClassKnowsBouncyCastle =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Ed25519.class)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.bouncycastle..")
          .because("the signature scheme must be replaceable in one place");

  static final ArchRule machinesReadNoClockAndDrawNoChance =
      noClasses()
          .that(MACHINES)
          .should()
          .callMethod(Instant.class, "now")
          .orShould()
          .callMethod(Instant.class, "now", Clock.class)
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(UUID.class, "randomUUID")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Clock.class)
          .because("the same seed must give the same run: time and chance come from outside");

  static final ArchRule machinesStartNothingAndKeepTheirOrder =
      noClasses()
          .that(MACHINES)
          .should()
          .dependOnClassesThat(
              are(
                  assignableTo(Thread.class)
                      .or(assignableTo(CompletableFuture.class))
                      .or(assignableTo(java.util.concurrent.Executor.class))
                      .or(Predicates.name(HashMap.class.getName()))
                      .or(Predicates.name(HashSet.class.getName()))))
          .because("threads and the order of hash tables change from run to run");

  static final ArchRule machinesDoNotLog =
      noClasses()
          .that(MACHINES)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.slf4j..")
          .because("what a machine has to say is an effect");

  static final ArchRule nobodyWritesToStandardStreams =
      GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
          "standard output belongs to the program that embeds us");

  static final ArchRule nobodyUsesJavaUtilLogging =
      GeneralCodingRules.NO_CLASSES_SHOULD_USE_JAVA_UTIL_LOGGING.because("logging is SLF4J");

  static final ArchRule timesAreInstants =
      noClasses()
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(Date.class, Calendar.class, java.text.SimpleDateFormat.class)
          .because("java.time says which kind of time is meant");

  static final ArchRule exceptionsHaveOneRoot =
      classes()
          .that()
          .areAssignableTo(Throwable.class)
          .and()
          .arePublic()
          .should()
          .beAssignableTo(BzzzException.class)
          .because("callers ask one question: may I try again?");

  static final ArchRule theFoundationKnowsNothingOfTasks =
      noClasses()
          .that()
          .resideInAnyPackage(FOUNDATION)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(SUBJECT)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.bzzz.core.agent..", "dev.bzzz.core.audit..")
          .because("machines, meshes, models and sandboxes serve any subject");

  static final ArchRule theSubjectKnowsNoAgent =
      noClasses()
          .that()
          .resideInAnyPackage(SUBJECT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.bzzz.core.agent..", "dev.bzzz.core.audit..")
          .because(
              "agents are assembled from tasks, repositories, claims, messages and capabilities. These"
                  + " refer to each other by design (a provider takes a claim, a claim names a"
                  + " task, a task asks for a skill, a model judges a task), so they are one layer"
                  + " and not free of cycles among themselves");

  static final ArchRule theAgentKnowsNoAudit =
      noClasses()
          .that()
          .resideInAPackage("dev.bzzz.core.agent..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.bzzz.core.audit..")
          .because("the audit log is one listener among others");
}
