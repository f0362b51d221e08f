// The page as a whole: who is signed in sees the layout, everybody else the sign-in.
import { Center, Loader, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { Redirect, Route, Router, Switch, useLocation } from "wouter";
import { queries } from "@/shared/api/hooks";
import { useSession } from "@/shared/session/session";
import { theme } from "@/shared/theme/theme";
import { Confirm } from "@/shared/ui/confirm";
import { Fault } from "@/shared/ui/fault";
import { Toasts } from "@/shared/ui/toast";
import { ErrorBoundary } from "./error-boundary";
import { Expired } from "./expired";
import { Layout } from "./layout";
import { LostBanner } from "./lost-banner";
import { SignIn } from "./sign-in/page";
import { nonce } from "./trust";

function SignedIn() {
    const session = useSession();
    const [path] = useLocation();
    if (session.data) return <Layout me={session.data} />;
    if (session.isPending) return <Center h="100%" data-loading><Loader /></Center>;
    if (session.data === null) return <Redirect to={`/sign-in${path === "/" ? "" : `?to=${encodeURIComponent(path)}`}`} replace />;
    return (
        <Center h="100%" p="md">
            <Fault fault={session.error} retry={() => session.refetch()} />
        </Center>
    );
}

export function App() {
    return (
        <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={() => nonce} withStaticClasses={false}>
            <ErrorBoundary>
                <QueryClientProvider client={queries}>
                    <Router base="/console">
                        <LostBanner />
                        <Switch>
                            <Route path="/sign-in" component={SignIn} />
                            <Route><SignedIn /></Route>
                        </Switch>
                        <Expired />
                    </Router>
                    <Confirm />
                    <Toasts />
                </QueryClientProvider>
            </ErrorBoundary>
        </MantineProvider>
    );
}
