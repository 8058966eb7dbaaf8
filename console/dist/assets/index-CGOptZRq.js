import{u as a,t as s,a as t,E as n,P as r}from"./index-CjLIIk5U.js";function o(){const e=a(s);return t(r,{title:e.names["sign-in"],children:t(n,{})})}export{o as default};
