export type Credentials = { username: string; password: string };

export type Me = { me: { username: string } | null };

export type Login = { login: { accessToken: string; refreshToken: string } };
