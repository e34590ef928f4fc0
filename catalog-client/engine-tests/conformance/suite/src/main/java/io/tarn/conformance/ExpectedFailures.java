package io.tarn.conformance;

import io.tarn.conformance.Exclusions.Exclusion;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;
import org.opentest4j.TestAbortedException;

/**
 * Runs the excluded tests too. One that fails counts as skipped; one that passes fails the build, so that the list of
 * exclusions stays true.
 */
public final class ExpectedFailures implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor, TestWatcher {
    private final Exclusions exclusions = Exclusions.read();
    private final Report report = new Report();
    private final Set<String> passed = new TreeSet<>();
    private final Set<String> failed = new HashSet<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        Set<String> unknown = new TreeSet<>(exclusions.byTest().keySet());
        for (Class<?> type = context.getRequiredTestClass(); type != null; type = type.getSuperclass()) {
            for (Method method : type.getDeclaredMethods()) {
                unknown.remove(method.getName());
            }
        }
        if (!unknown.isEmpty()) {
            throw new AssertionError("exclusions.txt lists tests that do not exist: " + unknown);
        }
        // A server that does not start is one failure, not one of each test.
        ConformanceServer.shared();
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, method.getExecutable().getName());
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        run(invocation, method.getExecutable().getName());
    }

    private void run(Invocation<Void> invocation, String test) throws Throwable {
        Exclusion exclusion = exclusions.byTest().get(test);
        if (exclusion == null) {
            try {
                invocation.proceed();
            } catch (TestAbortedException e) {
                throw new AssertionError("a test that skips itself says nothing; list it with a reason", e);
            }
            return;
        }
        try {
            invocation.proceed();
        } catch (Throwable e) {
            failed.add(test);
            throw new TestAbortedException(exclusion.kind() + ": " + exclusion.reason(), e);
        }
        passed.add(test);
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        report.passed();
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        String test = context.getRequiredTestMethod().getName();
        Throwable failure = cause.getCause() == null ? cause : cause.getCause();
        report.skipped(exclusions.byTest().get(test).kind(), test, failure);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        report.failed(context.getRequiredTestMethod().getName(), cause);
    }

    /** A parameterized test is one entry: it may leave the list when each of its runs passes. */
    @Override
    public void afterAll(ExtensionContext context) {
        report.write();
        passed.removeAll(failed);
        if (!passed.isEmpty()) {
            throw new AssertionError("These tests pass now; remove them from exclusions.txt: " + passed);
        }
    }
}
